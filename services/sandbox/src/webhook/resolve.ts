/** Finds a webhook's address, as setWebhook does before it answers ok. */
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { badRequest } from "../bot-api/errors.ts";
import { checkAddress } from "./read-webhook.ts";
import { isLoopbackHost } from "./reserved-address.ts";

export type Resolve = (url: string) => Promise<string>;

const PATIENCE_MS = 3_000;

/** The IPv4 address (or IPv6 for loopback and http). Throws ApiError 400. */
export const resolveWebhook: Resolve = async (url) => {
  const { hostname, protocol } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  if (isIP(host)) return host;
  if (isLoopbackHost(host)) return "127.0.0.1";
  const addresses = await withPatience(lookup(host, { all: true }));
  const address = addresses.find(({ family }) => family === 4)?.address;
  if (!address) throw badRequest("bad webhook: IPv6-only addresses are not allowed");
  if (protocol === "https:") checkAddress(address);
  return address;
};

async function withPatience<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("too slow")), PATIENCE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } catch {
    throw badRequest("bad webhook: Failed to resolve host: Name or service not known");
  } finally {
    clearTimeout(timer);
  }
}
