/** Starts the console: theme, cache, router. */
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./ui/global.css";
import "./ui/touch.css";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { meKey } from "./api/me.ts";
import { createQueryClient } from "./api/query-client.ts";
import { createConsoleRouter } from "./router.tsx";
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
      {/* Over a page's title, where there is nothing to press. */}
      <Notifications position="top-center" autoClose={6_000} />
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
