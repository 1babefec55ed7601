/** Builds the console's pages: nothing inline but what carries the nonce that the server fills in. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { precompress } from "./precompress.ts";

/** Where `vite dev` finds the rest of a running installation. */
const running = "http://127.0.0.1:3000";
const proxied = { target: running, headers: { origin: running } };

export default defineConfig({
  plugins: [react(), precompress()],
  html: { cspNonce: "__CSP_NONCE__" },
  build: {
    target: "es2023",
    // What the first load costs is read from it by a test.
    manifest: true,
    // Browsers since the spring of 2024: light-dark() stays as it is written.
    cssTarget: ["chrome123", "edge123", "firefox120", "safari17.5"],
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/api": proxied, "/queues": proxied, "/sandbox": proxied } },
});
