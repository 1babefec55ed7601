/** Makes API keys, and what of a key may be kept: its digest and a hint. */
import { createHash, randomBytes } from "node:crypto";

export interface MintedKey {
  /** The key itself: shown once, never stored. */
  readonly key: string;
  /** SHA-256: 256 random bits need no slow hash. */
  readonly digest: Buffer;
  /** Enough for a person to recognise it. */
  readonly hint: string;
}

const hintLength = 8;

/** A new key: `lf_` and 32 random bytes in base64url. */
export function mintApiKey(): MintedKey {
  return describeApiKey(`lf_${randomBytes(32).toString("base64url")}`);
}

/** The digest and hint of a key that somebody chose, such as `LUMENFLOW_API_KEY`. */
export function describeApiKey(key: string): MintedKey {
  return { key, digest: digestOf(key), hint: `${key.slice(0, hintLength)}…` };
}

export function digestOf(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}
