/** Compares a webhook's secret token with the stored digests, in the same time whatever it is. */
import { hash, timingSafeEqual } from "node:crypto";

interface Digests {
  readonly secretDigest: Uint8Array | null;
  readonly previousSecretDigest: Uint8Array | null;
}

const noDigest = Buffer.alloc(32);

/** Whether the token is the present one, or the one before while a rotation is under way. */
export function isSecretOf(token: string, digests: Digests): boolean {
  const given = hash("sha256", token, "buffer");
  const present = isDigest(given, digests.secretDigest);
  const previous = isDigest(given, digests.previousSecretDigest);
  return present || previous;
}

function isDigest(given: Buffer, stored: Uint8Array | null): boolean {
  const usable = stored !== null && stored.length === noDigest.length;
  return timingSafeEqual(given, usable ? stored : noDigest) && usable;
}
