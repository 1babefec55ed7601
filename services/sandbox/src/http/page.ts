/** Serves the built page with a content security policy that allows nothing from elsewhere. */
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import { sendText } from "./reply.ts";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".png": "image/png",
};

/** Vite writes this into the page; every answer gets a nonce of its own in its place. */
const NONCE_PLACEHOLDER = "SANDBOX_CSP_NONCE";

const policy = (nonce: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "media-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

export type ServePage = (res: ServerResponse, path: string) => Promise<void>;

/** `path` is what follows `/sandbox`; whatever is not a file is the page itself. */
export function createPage(distDir: string): ServePage {
  return async (res, path) => {
    const file = path.startsWith("/assets/") ? normalize(path.slice(1)) : "index.html";
    if (file.startsWith("..") || file.startsWith(sep)) return sendText(res, 404, "", {});
    const content = await readFile(join(distDir, file)).catch(() => undefined);
    if (!content) {
      const text =
        file === "index.html"
          ? "The sandbox's page is not built: pnpm -C services/sandbox build"
          : "";
      return sendText(res, file === "index.html" ? 503 : 404, text, {
        "content-type": "text/plain",
      });
    }
    const common = { "x-content-type-options": "nosniff", "referrer-policy": "no-referrer" };
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    if (file !== "index.html") {
      res.writeHead(200, {
        ...common,
        "content-type": type,
        "cache-control": "public, max-age=31536000, immutable",
        "content-length": content.length,
      });
      res.end(content);
      return;
    }
    const nonce = randomBytes(16).toString("base64");
    sendText(res, 200, content.toString("utf8").replaceAll(NONCE_PLACEHOLDER, nonce), {
      ...common,
      "content-type": type,
      "cache-control": "no-store",
      "content-security-policy": policy(nonce),
    });
  };
}
