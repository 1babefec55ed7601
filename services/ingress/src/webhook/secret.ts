/** Compares a webhook's secret token with the stored digests, in the same time whatever it is. */
import { hash, timingSafeEqual } from "node:crypto";

interface Digests {
  readonly secretDigest: Uint8Array | null;
  readonly previousSecretDigest: Uint8Array | null;
}

const noDigest = Buffer.alloc(32);

/** Longest secret token that Telegram takes. */
const maxTokenBytes = 256;

/**
 * The token that was right last, for as long as what is known of its connection: hashing each one
 * again would cost as much as parsing the update.
 */
const proven = new WeakMap<Digests, Buffer>();

const padded = Buffer.alloc(maxTokenBytes + 2);

/** Whether the token is the present one, or the one before while a rotation is under way. */
export function isSecretOf(token: string, digests: Digests): boolean {
  if (token.length > maxTokenBytes) return false;
  pad(token);
  const known = proven.get(digests);
  if (known !== undefined && timingSafeEqual(padded, known)) return true;
  const given = hash("sha256", token, "buffer");
  const present = isDigest(given, digests.secretDigest);
  const previous = isDigest(given, digests.previousSecretDigest);
  if (!present && !previous) return false;
  proven.set(digests, Buffer.from(padded));
  return true;
}

/** Every token takes the same room, and with it the same time to compare. Header values are Latin-1. */
function pad(token: string): void {
  padded.fill(0);
  padded.write(token, "latin1");
  padded.writeUInt16LE(token.length, maxTokenBytes);
}

function isDigest(given: Buffer, stored: Uint8Array | null): boolean {
  const usable = stored !== null && stored.length === noDigest.length;
  return timingSafeEqual(given, usable ? stored : noDigest) && usable;
}
