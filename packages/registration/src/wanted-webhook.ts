/** What a connection's webhook should be. */
import { webhookKeyOf } from "@lumenflow/runtime";
import { wantedAllowedUpdates } from "@lumenflow/telegram";

/** Where ingress takes updates. */
export const webhookPath = "/api/v1/sidekick/integrations/telegram/webhook";

/** Telegram's own default, said explicitly so that an earlier setting does not stay. */
export const maxConnections = 40;

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
  /** Kinds of updates that Telegram has had since this version (`LUMENFLOW_UPDATE_KINDS`). */
  newerKinds: readonly string[] = [],
): WantedWebhook {
  const address = `${origin}${webhookPath}`;
  return {
    url: `${address}?key=${webhookKeyOf(macKey, connection.webhookKeyId)}`,
    address,
    allowedUpdates: wantedAllowedUpdates(connection.allowedUpdates, newerKinds),
    maxConnections,
  };
}
