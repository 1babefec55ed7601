/** The typed calls that connecting and registering a bot need. */
import type { Answer, CallOptions } from "./answer.ts";
import { idOf, objectOf, textOf } from "./exact-json.ts";

export interface BotIdentity {
  readonly id: string;
  readonly username: string;
  /** The bot's `first_name`. */
  readonly name: string;
}

export interface SetWebhook {
  readonly url: string;
  readonly secretToken: string;
  /** As `wantedAllowedUpdates` gives them: explicit, never empty. */
  readonly allowedUpdates: readonly string[];
  /** 1–100; Telegram's default is 40. */
  readonly maxConnections?: number | undefined;
  readonly dropPendingUpdates?: boolean | undefined;
}

export interface WebhookInfo {
  /** Empty where no webhook is set. Ours contains the webhook key: not for logs. */
  readonly url: string;
  readonly pendingUpdateCount: number;
  readonly hasCustomCertificate: boolean;
  /** Unix seconds. Telegram does not clear an error after a later success (Client.cpp 5945-5980). */
  readonly lastErrorDate: number | null;
  readonly lastErrorMessage: string | null;
  readonly lastSynchronizationErrorDate: number | null;
  readonly maxConnections: number | null;
  readonly ipAddress: string | null;
  /** Null where Telegram's default is set. */
  readonly allowedUpdates: readonly string[] | null;
}

export interface WebhookCalls {
  getMe(options?: CallOptions): Promise<Answer<BotIdentity>>;
  /** Telegram says yes once the host resolves; whether deliveries work shows in `getWebhookInfo` later. */
  setWebhook(webhook: SetWebhook, options?: CallOptions): Promise<Answer<true>>;
  deleteWebhook(
    params?: { readonly dropPendingUpdates?: boolean | undefined },
    options?: CallOptions,
  ): Promise<Answer<true>>;
  getWebhookInfo(options?: CallOptions): Promise<Answer<WebhookInfo>>;
}

type Call = (
  method: string,
  params?: Readonly<Record<string, unknown>>,
  options?: CallOptions,
) => Promise<Answer>;

/** The typed calls over a plain one. A yes of an unexpected shape becomes `unknown`. */
export function webhookCalls(call: Call): WebhookCalls {
  return {
    getMe: async (options) => shaped(await call("getMe", {}, options), readIdentity),
    setWebhook: async (webhook, options) => {
      const params = {
        url: webhook.url,
        secret_token: webhook.secretToken,
        allowed_updates: webhook.allowedUpdates,
        max_connections: webhook.maxConnections,
        drop_pending_updates: webhook.dropPendingUpdates,
      };
      return shaped(await call("setWebhook", params, options), readTrue);
    },
    deleteWebhook: async ({ dropPendingUpdates } = {}, options) => {
      const params = { drop_pending_updates: dropPendingUpdates };
      return shaped(await call("deleteWebhook", params, options), readTrue);
    },
    getWebhookInfo: async (options) =>
      shaped(await call("getWebhookInfo", {}, options), readWebhookInfo),
  };
}

function shaped<Result>(answer: Answer, read: (result: unknown) => Result | null): Answer<Result> {
  if (answer.kind !== "ok") return answer;
  const result = read(answer.result);
  if (result !== null) return { ...answer, result };
  const cause = "The server said yes, but not in the shape the Bot API documents.";
  return { kind: "unknown", status: 200, written: true, elapsedMs: answer.elapsedMs, cause };
}

function readTrue(result: unknown): true | null {
  return result === true ? true : null;
}

function readIdentity(result: unknown): BotIdentity | null {
  const me = objectOf(result);
  const id = idOf(me?.id);
  const username = textOf(me?.username);
  if (id === null || username === null) return null;
  return { id, username, name: textOf(me?.first_name) ?? username };
}

function readWebhookInfo(result: unknown): WebhookInfo | null {
  const info = objectOf(result);
  const url = textOf(info?.url);
  if (info === null || url === null) return null;
  const allowed = info.allowed_updates;
  return {
    url,
    pendingUpdateCount: numberOf(info.pending_update_count) ?? 0,
    hasCustomCertificate: info.has_custom_certificate === true,
    lastErrorDate: numberOf(info.last_error_date),
    lastErrorMessage: textOf(info.last_error_message),
    lastSynchronizationErrorDate: numberOf(info.last_synchronization_error_date),
    maxConnections: numberOf(info.max_connections),
    ipAddress: textOf(info.ip_address),
    allowedUpdates: Array.isArray(allowed)
      ? allowed.filter((kind) => typeof kind === "string")
      : null,
  };
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
