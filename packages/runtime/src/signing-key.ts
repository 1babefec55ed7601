/** Derives Ed25519 signing keys from encryption keys: what signs is never in the database. */
import { createPrivateKey, createPublicKey, hkdfSync, sign } from "node:crypto";

export interface SigningKey {
  /** The id of the encryption key that it comes from. */
  readonly keyId: string;
  /** 32 bytes in base64url. */
  readonly publicKey: string;
  /** The signature in base64url. */
  sign(text: string): string;
}

/** What PKCS #8 puts before an Ed25519 seed (RFC 8410). */
const pkcs8 = Buffer.from("302e020100300506032b657004220420", "hex");

/** HKDF-SHA256 of the key under the purpose: the same key gives the same pair, for ever. */
export function deriveSigningKey(keyId: string, key: Buffer, purpose: string): SigningKey {
  const seed = Buffer.from(hkdfSync("sha256", key, "lumenflow", `ed25519 ${purpose} v1`, 32));
  const privateKey = createPrivateKey({
    key: Buffer.concat([pkcs8, seed]),
    format: "der",
    type: "pkcs8",
  });
  const { x } = createPublicKey(privateKey).export({ format: "jwk" });
  if (x === undefined) throw new Error("an Ed25519 key has no x");
  return {
    keyId,
    publicKey: x,
    sign: (text) => sign(null, Buffer.from(text, "utf8"), privateKey).toString("base64url"),
  };
}
