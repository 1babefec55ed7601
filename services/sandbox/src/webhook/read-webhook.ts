/** Checks what setWebhook is given, with the texts of Telegram's server. */
import { isIPv4, isIPv6 } from "node:net";
import { badRequest } from "../bot-api/errors.ts";
import type { Params } from "../params/params.ts";
import type { Webhook } from "../state/types.ts";
import { isLoopbackHost, isReservedAddress } from "./reserved-address.ts";

const PORTS = new Set(["", "80", "88", "443", "8443"]);
const LONGEST_SECRET = 256;

/**
 * The webhook a call asks for. Where the real server refuses, the sandbox allows plain http:// (any
 * host and port, as `--local` does) and loopback addresses (any port). Throws ApiError 400.
 */
export function readWebhook(params: Params, certificate?: string): Webhook {
  const url = readUrl(params.text("url"));
  const secretToken = params.text("secret_token");
  if (secretToken.length > LONGEST_SECRET) throw badRequest("secret token is too long");
  if (!/^[\w-]*$/.test(secretToken)) {
    throw badRequest("secret token contains unallowed characters");
  }
  const fixedIp = params.text("ip_address");
  if (fixedIp) checkAddress(fixedIp);
  const connections = params.int("max_connections", 40) || 40;
  return {
    url,
    secretToken,
    maxConnections: Math.min(100, Math.max(1, connections)),
    ipAddress: fixedIp,
    fixedIp: fixedIp !== "",
    certificate,
  };
}

/** A missing scheme stands for https. */
function readUrl(given: string): string {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `https://${given}`;
  if (!URL.canParse(text)) throw badRequest("invalid webhook URL specified");
  const url = new URL(text);
  const loopback = isLoopbackHost(url.hostname);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw badRequest("bad webhook: An HTTPS URL must be provided for webhook");
  }
  if (url.protocol === "https:" && !loopback) {
    if (!PORTS.has(url.port)) {
      throw badRequest("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443");
    }
    if (isIPv4(url.hostname)) checkAddress(url.hostname);
    if (isIPv6(url.hostname.replace(/^\[|\]$/g, ""))) {
      throw badRequest("bad webhook: IPv6-only addresses are not allowed");
    }
  }
  return text;
}

/** Throws ApiError 400 for what is no IPv4 address or one that Telegram does not deliver to. */
export function checkAddress(address: string): void {
  if (!isIPv4(address)) throw badRequest("bad webhook: Invalid IP address specified");
  if (isReservedAddress(address)) {
    throw badRequest(`bad webhook: IP address ${address} is reserved`);
  }
}
