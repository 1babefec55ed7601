/** Serves the built web UI: hashed assets for ever, every other path the page itself. */
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import express from "express";
import { nonceOf } from "./security-headers.ts";

export const webFolder = fileURLToPath(new URL("../web/dist", import.meta.url));

const notBuilt =
  "The console's pages are not built. Build them with: pnpm --filter @lumenflow/console build\n";

/** `folder` is what Vite built. */
export function webPages(folder: string): express.Router {
  const router = express.Router();
  router.use(
    "/assets",
    express.static(join(folder, "assets"), { immutable: true, maxAge: "1y", index: false }),
  );
  router.use(express.static(folder, { index: false, maxAge: "1h" }));
  router.get(/.*/, async (req, res, next) => {
    // A missing file is missing: a page in its place would hide that.
    if (extname(req.path) !== "" && extname(req.path) !== ".html") return next();
    const page = await readFile(join(folder, "index.html"), "utf8").catch(() => undefined);
    if (page === undefined) {
      res.status(503).type("text/plain").send(notBuilt);
      return;
    }
    res
      .type("html")
      .setHeader("cache-control", "no-store")
      .send(withNonce(page, nonceOf(res)));
  });
  return router;
}

/** The page with this answer's nonce in place of the one that the build left. */
function withNonce(page: string, nonce: string): string {
  return page.replaceAll(/nonce="[^"]*"/g, `nonce="${nonce}"`);
}
