/** Says where a request comes from, believing forwarded addresses only of trusted proxies. */
import type { IncomingMessage } from "node:http";
import express from "express";

/** `LUMENFLOW_TRUST_PROXY`, parsed. */
export type TrustProxy = number | string[] | undefined;

/** The first address, from us outwards, that is no trusted proxy. */
export function createSourceAddress(trustProxy: TrustProxy): (req: IncomingMessage) => string {
  const app = express();
  if (trustProxy !== undefined) app.set("trust proxy", trustProxy);
  // Express compiles the setting, networks and names included.
  const trusts = app.get("trust proxy fn") as (address: string, hop: number) => boolean;

  return (req) => {
    const peer = req.socket.remoteAddress ?? "unknown";
    const header = req.headers["x-forwarded-for"];
    if (trustProxy === undefined || header === undefined) return peer;
    const forwarded = String(header).split(",").reverse();
    let address = peer;
    for (const [hop, next] of forwarded.entries()) {
      if (!trusts(address, hop) || next.trim() === "") return address;
      address = next.trim().slice(0, 64);
    }
    return address;
  };
}
