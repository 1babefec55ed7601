/** How the webhook that Telegram shows stands to the one that we want: the only comparison there is. */
import { readWebhookKey } from "@lumenflow/runtime";
import type { WebhookInfo } from "@lumenflow/telegram";
import { maxConnections, type WantedWebhook } from "./wanted-webhook.ts";

export type Setting = "allowed_updates" | "max_connections" | "certificate";

/** A host is all that is kept of another's address: path and query may hold secrets. */
export type Standing =
  | { readonly kind: "as_wanted" }
  /** There is none, and there should be one. */
  | { readonly kind: "missing" }
  /** Another service's, or ours where none should be. */
  | { readonly kind: "foreign"; readonly host: string }
  /** It bears this connection's key, at an address that is not ours (any more). */
  | { readonly kind: "elsewhere"; readonly host: string }
  /** The address is right; somebody else set the rest. */
  | { readonly kind: "changed"; readonly settings: readonly Setting[] }
  /** As it was registered; by now we want another address, or other kinds of updates. */
  | { readonly kind: "outdated" };

/** As much of a connection as the comparison needs. */
export interface RegisteredConnection {
  readonly webhookKeyId: string;
  /** Without its key, as it was registered last. */
  readonly registeredUrl: string | null;
  /** The kinds that were asked for when it was registered; empty where that is not known. */
  readonly registeredUpdates: readonly string[];
  /** What Telegram made of them: it drops kinds that its version does not know, and hides its default. */
  readonly shownUpdates: readonly string[];
}

export interface Compared {
  readonly info: WebhookInfo;
  /** Null where the connection polls: then no webhook may be set. */
  readonly wanted: WantedWebhook | null;
  readonly connection: RegisteredConnection;
  /** `installation.secret("webhook-mac")`. */
  readonly macKey: Uint8Array;
}

/** The secret is not compared: Telegram never shows it. */
export function compareWebhook({ info, wanted, connection, macKey }: Compared): Standing {
  if (info.url === "") return { kind: wanted === null ? "as_wanted" : "missing" };
  if (info.url !== wanted?.url) {
    const host = hostOf(info.url);
    if (!isOurs(info, connection, macKey)) return { kind: "foreign", host };
    const earlier = wanted !== null && addressOf(info.url) === connection.registeredUrl;
    return earlier ? { kind: "outdated" } : { kind: "elsewhere", host };
  }
  const current = sameKinds(connection.registeredUpdates, wanted.allowedUpdates);
  const expected = current ? connection.shownUpdates : wanted.allowedUpdates;
  const sameUpdates = sameKinds(info.allowedUpdates ?? [], expected);
  const differs: [Setting, boolean][] = [
    ["allowed_updates", current && !sameUpdates],
    ["max_connections", (info.maxConnections ?? maxConnections) !== wanted.maxConnections],
    // We give none: one that another program uploaded would be the only one that Telegram trusts.
    ["certificate", info.hasCustomCertificate],
  ];
  const settings = differs.flatMap(([setting, is]) => (is ? [setting] : []));
  if (settings.length > 0) return { kind: "changed", settings };
  return { kind: sameUpdates ? "as_wanted" : "outdated" };
}

/** Whether the webhook that Telegram shows is this connection's, at whatever origin it was set. */
export function isOurs(
  info: WebhookInfo,
  connection: Pick<RegisteredConnection, "webhookKeyId">,
  macKey: Uint8Array,
): boolean {
  if (!URL.canParse(info.url)) return false;
  const key = new URL(info.url).searchParams.get("key");
  return key !== null && readWebhookKey(macKey, key) === connection.webhookKeyId;
}

/** Telegram gives them in an order of its own. */
function sameKinds(some: readonly string[], others: readonly string[]): boolean {
  const kinds = new Set(some);
  return kinds.size === new Set(others).size && others.every((kind) => kinds.has(kind));
}

function addressOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "an address that cannot be read";
}
