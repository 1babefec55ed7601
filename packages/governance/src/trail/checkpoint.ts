/** Signed checkpoints: who holds the key says that a trail ran so, up to this entry, at this time. */
import { createPublicKey, verify } from "node:crypto";
import canonicalize from "canonicalize";
import type { Link } from "./entry.ts";

export interface Checkpoint extends Link {
  readonly workspaceId: string;
  /** ISO 8601 UTC with milliseconds. */
  readonly at: string;
  readonly keyId: string;
  /** Ed25519, 32 bytes in base64url. */
  readonly publicKey: string;
  /** 64 bytes in base64url, over `canonicalCheckpoint`. */
  readonly signature: string;
}

/** Signs with Ed25519; the signature in base64url. */
export interface Signer {
  readonly keyId: string;
  readonly publicKey: string;
  sign(text: string): string;
}

/** What the signing key is derived for: no other signature of ours can pass for a checkpoint. */
export const checkpointPurpose = "audit-checkpoint";

const VERSION = 1;

/** The text that is signed. */
export function canonicalCheckpoint(checkpoint: Omit<Checkpoint, "signature">): string {
  const { workspaceId, seq, hash, at, keyId, publicKey } = checkpoint;
  const purpose = checkpointPurpose;
  const text = canonicalize({ v: VERSION, purpose, workspaceId, seq, hash, at, keyId, publicKey });
  if (text === undefined) throw new TypeError("The checkpoint has no JSON form.");
  return text;
}

export function signCheckpoint(
  signer: Signer,
  said: Pick<Checkpoint, "workspaceId" | "seq" | "hash" | "at">,
): Checkpoint {
  const { keyId, publicKey } = signer;
  const unsigned = { ...said, keyId, publicKey };
  return { ...unsigned, signature: signer.sign(canonicalCheckpoint(unsigned)) };
}

/** Whether the signature is that of the key it names; whether that key is ours is another question. */
export function signatureHolds(checkpoint: Checkpoint): boolean {
  try {
    const jwk = { kty: "OKP", crv: "Ed25519", x: checkpoint.publicKey };
    const key = createPublicKey({ key: jwk, format: "jwk" });
    const text = Buffer.from(canonicalCheckpoint(checkpoint), "utf8");
    return verify(null, text, key, Buffer.from(checkpoint.signature, "base64url"));
  } catch {
    // A text that is no key.
    return false;
  }
}
