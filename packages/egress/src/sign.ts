/** Signs requests by the Standard Webhooks scheme (standardwebhooks.com), as its libraries verify them. */
import { createHmac, randomBytes } from "node:crypto";

const prefix = "whsec_";

/** `whsec_` and 32 random bytes in base64. */
export function newSigningSecret(): string {
  return `${prefix}${randomBytes(32).toString("base64")}`;
}

export interface Signature {
  readonly "webhook-id": string;
  readonly "webhook-timestamp": string;
  readonly "webhook-signature": string;
}

/**
 * One signature per secret, so that a receiver verifies with the old one or the new one while a
 * rotation is under way. Node's HMAC and not the scheme's own library, whose SHA-256 is written in
 * JavaScript: a body of a megabyte would stop the process for tens of milliseconds.
 */
export function sign(
  { id, body, at }: { readonly id: string; readonly body: string; readonly at: Date },
  secrets: readonly string[],
): Signature {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const signed = `${id}.${timestamp}.${body}`;
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(prefix.length), "base64");
    return `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
  });
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures.join(" "),
  };
}
