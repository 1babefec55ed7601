/** What a connection's webhook should be, and whether it already is. */
import { readWebhookKey, webhookKeyOf } from "@lumenflow/runtime";
import { type WebhookInfo, wantedAllowedUpdates } from "@lumenflow/telegram";

/** Where ingress takes updates. */
export const webhookPath = "/api/v1/sidekick/integrations/telegram/webhook";

/** Telegram's own default, said explicitly so that an earlier setting does not stay. */
const maxConnections = 40;

export interface WantedWebhook {
  /** With the key: a secret. */
  readonly url: string;
  /** Without the key: what may be kept and shown. */
  readonly address: string;
  readonly allowedUpdates: readonly string[];
  readonly maxConnections: number;
}

export function wantedWebhook(
  connection: { readonly webhookKeyId: string; readonly allowedUpdates: readonly string[] },
  origin: string,
  macKey: Uint8Array,
): WantedWebhook {
  const address = `${origin}${webhookPath}`;
  return {
    url: `${address}?key=${webhookKeyOf(macKey, connection.webhookKeyId)}`,
    address,
    allowedUpdates: wantedAllowedUpdates(connection.allowedUpdates),
    maxConnections,
  };
}

/** Whether Telegram shows what is wanted; the secret it never shows. */
export function isAsWanted(info: WebhookInfo, wanted: WantedWebhook): boolean {
  const allowed = new Set(info.allowedUpdates);
  return (
    info.url === wanted.url &&
    (info.maxConnections ?? maxConnections) === wanted.maxConnections &&
    allowed.size === wanted.allowedUpdates.length &&
    wanted.allowedUpdates.every((kind) => allowed.has(kind))
  );
}

/** Whether the webhook that Telegram shows is this connection's, at whatever origin it was set. */
export function isOurs(
  info: WebhookInfo,
  connection: { readonly webhookKeyId: string },
  macKey: Uint8Array,
): boolean {
  if (!URL.canParse(info.url)) return false;
  const key = new URL(info.url).searchParams.get("key");
  return key !== null && readWebhookKey(macKey, key) === connection.webhookKeyId;
}
