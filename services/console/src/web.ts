/** Serves the built web UI: hashed assets compressed and for ever, every other path the page itself. */
import { readFile, stat } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { otherMethods } from "@lumenflow/api";
import express from "express";
import { nonceOf } from "./security-headers.ts";

export const webFolder = fileURLToPath(new URL("../web/dist", import.meta.url));

const notBuilt =
  "The console's pages are not built. Build them with: pnpm --filter @lumenflow/console build\n";

/** `folder` is what Vite built. */
export function webPages(folder: string): express.Router {
  const router = express.Router();
  router.use("/assets", compressed(join(folder, "assets")));
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
  // Of other paths only the page knows which there are: whoever posts to one has left out /api/v1.
  router.all("/", otherMethods("GET"));
  return router;
}

/** What the build wrote beside an asset, by how it is encoded; the shortest first. */
const encodings = [
  { name: "br", suffix: ".br" },
  { name: "gzip", suffix: ".gz" },
] as const;

/** Leads to the compressed twin that the build made, where the browser takes it and there is one. */
function compressed(folder: string): express.RequestHandler {
  return async (req, res, next) => {
    res.vary("accept-encoding");
    const taken = encodings.filter(({ name }) => req.acceptsEncodings(name) !== false);
    for (const { name, suffix } of taken) {
      const file = normalize(req.path);
      const twin = await stat(join(folder, file + suffix)).catch(() => undefined);
      if (twin === undefined) continue;
      res.setHeader("content-encoding", name);
      res.type(extname(file));
      req.url = file + suffix;
      break;
    }
    next();
  };
}

/** The page with this answer's nonce in place of the one that the build left. */
function withNonce(page: string, nonce: string): string {
  return page.replaceAll(/nonce="[^"]*"/g, `nonce="${nonce}"`);
}
