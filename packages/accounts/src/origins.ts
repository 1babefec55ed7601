/** Tells our own pages from foreign ones by the `Origin` that a browser sends and no page can forge. */
import type { IncomingMessage } from "node:http";

/**
 * Whether the request's `Origin` is one of `origins`, or names the very host that was asked. The
 * second covers consoles behind a port mapping or a proxy that nobody told us of, and is safe: a
 * browser writes both headers itself, and cookies of another host never come along.
 */
export function isOwnOrigin(req: IncomingMessage, origins: readonly string[]): boolean {
  const { origin, host } = req.headers;
  if (origin === undefined) return false;
  if (origins.includes(origin)) return true;
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase();
}

/** Methods that change nothing. */
export function isReading(method: string | undefined): boolean {
  return method === "GET" || method === "HEAD" || method === "OPTIONS";
}
