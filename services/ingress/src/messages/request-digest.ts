/** Digests a request as it was understood, to tell a repetition from another request under one key. */
import { createHash } from "node:crypto";
import type { MessageInput } from "@lumenflow/api";

/**
 * SHA-256 in hexadecimal. The order of keys does not matter, nor how an id or a time was written, nor
 * whether a switch that is off was left out.
 */
export function requestDigestOf({ dryRun: _dryRun, ...body }: MessageInput): string {
  const asked = Object.entries(body).filter(([, value]) => value !== false);
  return createHash("sha256")
    .update(JSON.stringify(sorted(Object.fromEntries(asked))))
    .digest("hex");
}

function sorted(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]),
  );
}
