/** Builds the sandbox's page; the server replaces the nonce in every answer. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  base: "/sandbox/",
  plugins: [react()],
  html: { cspNonce: "SANDBOX_CSP_NONCE" },
  build: { outDir: "dist", emptyOutDir: true, assetsInlineLimit: 0, reportCompressedSize: true },
});
