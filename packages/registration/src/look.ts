/** Looks at what Telegram shows of a connection, judges it, and keeps the judgement. */
import type { ConnectionRow, Database } from "@lumenflow/db";
import type { ConnectionStatus } from "@lumenflow/governance";
import type { WebhookInfo } from "@lumenflow/telegram";
import { type Assessment, assess, type Known, type Verdict } from "./assess.ts";
import { compareWebhook } from "./compare-webhook.ts";
import { isNewcomer, nextLookMs } from "./next-look.ts";
import type { WantedWebhook } from "./wanted-webhook.ts";

export interface LookDeps {
  readonly database: Pick<Database, "checks">;
  /** `installation.secret("webhook-mac")`. */
  readonly macKey: Uint8Array;
}

export interface Look {
  readonly connection: ConnectionRow;
  readonly info: WebhookInfo;
  /** Null where the connection polls. */
  readonly wanted: WantedWebhook | null;
}

/**
 * Whoever asked Telegram, the guardian or a person, comes here. Where the verdict is `set`, the
 * registration is due from then on. Null where the connection is being disconnected.
 */
export async function look(
  { connection, info, wanted }: Look,
  { database, macKey }: LookDeps,
): Promise<Assessment | null> {
  const known = await database.checks.known(connection.id);
  if (known === null) return null;
  const assessment = judge({ connection, info, wanted }, known, macKey);
  const { verdict, trouble, memory } = assessment;
  const misses = verdict === "healthy" ? 0 : known.checkMisses + 1;
  await database.checks.looked(connection.id, {
    since: connection.lastCheckedAt,
    seen: seen(info),
    memory,
    misses,
    nextLookMs: nextLookMs(verdict, { misses, newcomer: isNewcomer(known) }),
    to: verdict === "set" && trouble === null ? null : statusOf[verdict],
    trouble,
    setWebhook: verdict === "set",
  });
  return assessment;
}

/** The judgement alone. */
export function judge(
  { connection, info, wanted }: Look,
  known: Known,
  macKey: Uint8Array,
): Assessment {
  return assess(known, info, compareWebhook({ info, wanted, connection, macKey }));
}

const statusOf: Record<Verdict, ConnectionStatus> = {
  healthy: "inbound_ready",
  set: "degraded",
  failing: "degraded",
  person: "action_required",
};

/** What of Telegram's answer is kept; times in Unix seconds. Its last error stays there after later successes. */
export function seen(info: WebhookInfo) {
  return {
    pendingUpdateCount: info.pendingUpdateCount,
    lastError: info.lastErrorMessage,
    lastErrorAt: info.lastErrorDate,
    lastSyncErrorAt: info.lastSynchronizationErrorDate,
  };
}
