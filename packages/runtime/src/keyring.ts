/** Seals credentials with AES-256-GCM under named keys: the first key encrypts, every key decrypts. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { EncryptionKey } from "./config/values.ts";
import { deriveSigningKey, type SigningKey } from "./signing-key.ts";

export interface Keyring {
  /** The id of the key that encrypts. */
  readonly currentKeyId: string;
  readonly keyIds: readonly string[];
  /** `v1.<key id>.<nonce>.<ciphertext and tag>`; opens only with the same `context`. */
  seal(plaintext: string, context: string): string;
  /**
   * @throws KeyMissing where the key of that id is not configured.
   * @throws SealBroken where the text was altered, or belongs to another context.
   */
  open(sealed: string, context: string): string;
  /** One key per encryption key, for this purpose alone; the first signs, each counts. */
  signingKeys(purpose: string): [SigningKey, ...SigningKey[]];
  /** One secret per encryption key, for a library that encrypts by itself; the first encrypts. */
  secrets(purpose: string): [DerivedSecret, ...DerivedSecret[]];
}

export interface DerivedSecret {
  /** The id of the encryption key that it comes from. */
  readonly keyId: string;
  /** 32 bytes. */
  readonly secret: Buffer;
}

/** A stored value does not open. Waiting does not help: a person has to. */
export abstract class CannotOpen extends Error {
  /** What has happened and what to do. `what` names the value, such as "The stored bot token". */
  explain(what: string): { readonly reason: string; readonly remedy: string } {
    return {
      reason: `${what} cannot be opened: ${this.message}`,
      remedy: "Put the key back, or give the bot's token once more.",
    };
  }
}

export class KeyMissing extends CannotOpen {
  override readonly name = "KeyMissing";
  readonly keyId: string;
  constructor(keyId: string) {
    super(`No encryption key named "${keyId}" is configured. Add it to LUMENFLOW_ENCRYPTION_KEYS.`);
    this.keyId = keyId;
  }
}

export class SealBroken extends CannotOpen {
  override readonly name = "SealBroken";
  constructor() {
    super(
      "A sealed value does not open: its text was altered, or its key is another under this id.",
    );
  }
}

const version = "v1";
const nonceBytes = 12;
const tagBytes = 16;

/** @throws RangeError without any key. */
export function createKeyring(keys: readonly EncryptionKey[]): Keyring {
  const [current] = keys;
  if (current === undefined) throw new RangeError("A keyring has at least one key.");
  const derive = (purpose: string) => (entry: EncryptionKey) =>
    deriveSigningKey(entry.id, entry.key, purpose);
  const byId = new Map(keys.map((entry) => [entry.id, entry.key]));

  return {
    currentKeyId: current.id,
    keyIds: [...byId.keys()],

    seal(plaintext, context) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", current.key, nonce);
      cipher.setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final()]);
      const sealed = Buffer.concat([body, cipher.getAuthTag()]);
      return [version, current.id, nonce.toString("base64url"), sealed.toString("base64url")].join(
        ".",
      );
    },

    open(sealed, context) {
      const [found, keyId, nonce, body] = sealed.split(".");
      if (found !== version || !keyId || !nonce || !body) throw new SealBroken();
      const key = byId.get(keyId);
      if (key === undefined) throw new KeyMissing(keyId);
      const bytes = Buffer.from(body, "base64url");
      try {
        const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64url"));
        decipher.setAAD(Buffer.from(context));
        decipher.setAuthTag(bytes.subarray(-tagBytes));
        const plain = [decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()];
        return Buffer.concat(plain).toString("utf8");
      } catch {
        throw new SealBroken();
      }
    },

    signingKeys(purpose) {
      const [, ...older] = keys;
      return [derive(purpose)(current), ...older.map(derive(purpose))];
    },

    secrets(purpose) {
      const [, ...older] = keys;
      const secretOf = ({ id, key }: EncryptionKey): DerivedSecret => ({
        keyId: id,
        secret: Buffer.from(hkdfSync("sha256", key, "lumenflow", `secret ${purpose} v1`, 32)),
      });
      return [secretOf(current), ...older.map(secretOf)];
    },
  };
}
