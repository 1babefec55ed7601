/** Tells requests that a web page of somebody else makes, also through a name that leads to this machine. */
import type { IncomingMessage } from "node:http";
import { isLoopback } from "@lumenflow/runtime";

export interface Doors {
  /** Our own origins, such as PUBLIC_URL; asked for each time, since a port may be given late. */
  readonly origins: () => readonly string[];
}

/**
 * A browser says where a page comes from, and no page can change that: a foreign `Origin` is refused.
 * Where a name that is not ours leads to this machine (DNS rebinding) the page and its `Host` agree,
 * so over loopback, where no proxy stands in front, `Host` has to be local or ours.
 */
export function isStrange(req: IncomingMessage, { origins }: Doors): boolean {
  const { origin, host = "" } = req.headers;
  const ours = origins();
  if (origin !== undefined && !ours.includes(origin)) return true;
  if (!isLoopback(req.socket.remoteAddress)) return false;
  const name = host.toLowerCase().replace(/:\d+$/, "");
  const local = name === "localhost" || name === "[::1]" || /^127(\.\d{1,3}){3}$/.test(name);
  return !local && !ours.some((each) => new URL(each).host === host.toLowerCase());
}
