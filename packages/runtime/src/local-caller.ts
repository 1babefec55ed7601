/** Tells whether a request comes from this machine itself, not through a proxy or a web page. */
import type { IncomingMessage } from "node:http";

const forwardingHeader =
  /^(forwarded|via|x-(forwarded|original|envoy)-.+|(x-)?(real|client|cluster-client|cf-connecting|true-client|fly-client|fastly-client)-ip)$/;

/**
 * A loopback address without forwarding headers, a local `Host`, and no foreign `Origin`. A page on
 * another port of this machine is foreign; so is a name that merely resolves to loopback (DNS
 * rebinding).
 */
export function isLocalCaller(req: IncomingMessage): boolean {
  if (!isLoopback(req.socket.remoteAddress)) return false;
  if (Object.keys(req.headers).some((name) => forwardingHeader.test(name))) return false;
  const host = req.headers.host;
  if (host === undefined || !isLocalHost(host)) return false;
  const { origin } = req.headers;
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`)
    return false;
  const site = req.headers["sec-fetch-site"];
  return site === undefined || site === "same-origin" || site === "none";
}

/** Whether an address is this machine's own. */
export function isLoopback(address: string | undefined): boolean {
  if (address === undefined) return false;
  const plain = address.replace(/^::ffff:/i, "");
  return plain === "::1" || /^127(\.\d{1,3}){3}$/.test(plain);
}

function isLocalHost(host: string): boolean {
  const name = host.toLowerCase().replace(/:\d+$/, "");
  return name === "localhost" || name === "[::1]" || /^127(\.\d{1,3}){3}$/.test(name);
}
