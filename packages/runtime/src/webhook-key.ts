/** Makes and reads webhook keys: a random id and its MAC, so that an invented key needs no look-up. */
import { createHmac, type KeyObject, randomBytes, timingSafeEqual } from "node:crypto";

const macLength = 22;
// 16 bytes in base64url.
const keyIdShape = /^[A-Za-z0-9_-]{22}$/;

/** A new public half: what a connection's row keeps. */
export function newWebhookKeyId(): string {
  return randomBytes(16).toString("base64url");
}

/** The key as it stands in a webhook's URL. `macKey` is the installation's; the key counts as a secret. */
export function webhookKeyOf(macKey: Uint8Array, keyId: string): string {
  return `${keyId}.${macOf(macKey, keyId)}`;
}

/**
 * The key's id, or null where its MAC is not ours. Takes the same time wherever the two differ.
 * Who reads many gives a KeyObject: making one of the bytes each time costs ten times the MAC.
 */
export function readWebhookKey(macKey: Uint8Array | KeyObject, key: string): string | null {
  const keyId = key.slice(0, -macLength - 1);
  const mac = key.slice(-macLength);
  if (key.at(-macLength - 1) !== "." || !keyIdShape.test(keyId)) return null;
  const given = Buffer.from(mac, "latin1");
  const right = Buffer.from(macOf(macKey, keyId), "latin1");
  return given.length === right.length && timingSafeEqual(given, right) ? keyId : null;
}

function macOf(macKey: Uint8Array | KeyObject, keyId: string): string {
  return createHmac("sha256", macKey).update(keyId).digest("base64url").slice(0, macLength);
}
