/** Starts the console: theme, cache, router. */
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./ui/global.css";
import "./ui/touch.css";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { meKey } from "./api/me.ts";
import { createQueryClient } from "./api/query-client.ts";
import { createConsoleRouter } from "./router.tsx";
import { NoticesLater } from "./ui/notices-later.tsx";
import { shareNonce, styleNonce } from "./ui/style-nonce.ts";
import { cssVariables, theme } from "./ui/theme.ts";

shareNonce();

const queryClient = createQueryClient({
  // The router asks again who is signed in, and leads to the sign-in page and back.
  onSignedOut: () => {
    void queryClient.invalidateQueries({ queryKey: meKey, refetchType: "none" });
    void router.invalidate();
  },
});
const router = createConsoleRouter(queryClient);

const place = document.getElementById("root");
if (place === null) throw new Error("index.html has no element with the id root");

createRoot(place).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <NoticesLater />
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
