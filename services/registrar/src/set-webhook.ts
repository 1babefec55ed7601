/** Tells Telegram the webhook with its secret, and records what Telegram shows afterwards. */
import { createHash } from "node:crypto";
import type { ConnectionRow, SeenWebhook } from "@lumenflow/db";
import { done, snooze, type Verdict } from "@lumenflow/jobs";
import type { JobContext } from "@lumenflow/queue";
import { nextLookMs, seen, type WantedWebhook } from "@lumenflow/registration";
import type { WebhookInfo } from "@lumenflow/telegram";
import type { ConvergeDeps } from "./converge-deps.ts";
import { notSet } from "./failures.ts";
import type { OpenBot } from "./open-bot.ts";

/** Every ingress accepts a new secret by then: what they know of a connection is a second old at most. */
const secretKnownAfterMs = 2_000;

export async function setWebhook(
  connection: ConnectionRow,
  bot: OpenBot,
  wanted: WantedWebhook,
  context: Pick<JobContext, "lastAttempt" | "logger">,
  deps: ConvergeDeps,
): Promise<Verdict> {
  const { id, dropPendingUpdates, registrationAttempt: attempt } = connection;
  const { registrations } = deps.database;
  if (bot.webhookSecret === null) throw new Error("the connection has no webhook secret");
  if (isRotating(connection)) {
    const early = secretKnownAfterMs - (await registrations.secretAgeMs(id));
    if (early > 0) return snooze(early);
  }
  const set = await bot.api.setWebhook({
    url: wanted.url,
    secretToken: bot.webhookSecret,
    allowedUpdates: wanted.allowedUpdates,
    maxConnections: wanted.maxConnections,
    // Asked for once; after the first success the column is null.
    ...(dropPendingUpdates === true && { dropPendingUpdates: true }),
  });
  if (set.kind !== "ok") return notSet(connection, "setWebhook", set, context, deps);
  const after = await bot.api.getWebhookInfo();
  const info = after.kind === "ok" && after.result.url === wanted.url ? after.result : null;
  await registrations.registered(id, {
    address: wanted.address,
    lastDeliveryAt: connection.lastDeliveryAt,
    attempt,
    secretDigest: createHash("sha256").update(bot.webhookSecret).digest(),
    askedUpdates: wanted.allowedUpdates,
    shownUpdates: info && (info.allowedUpdates ?? []),
    seen: seenOr(info, connection),
    nextLookMs: nextLookMs("set", { misses: connection.checkMisses }),
  });
  context.logger.info("webhook registered");
  return done();
}

/** Whether Telegram may still show the secret before the present one. */
export function isRotating(
  connection: Pick<ConnectionRow, "previousSecretDigest" | "previousSecretUntil">,
): boolean {
  return connection.previousSecretDigest !== null && connection.previousSecretUntil === null;
}

function seenOr(info: WebhookInfo | null, before: ConnectionRow): SeenWebhook {
  if (info !== null) return seen(info);
  return {
    pendingUpdateCount: before.pendingUpdateCount ?? 0,
    lastError: before.lastError,
    lastErrorAt: unixOf(before.lastErrorAt),
    lastSyncErrorAt: unixOf(before.lastSyncErrorAt),
  };
}

function unixOf(at: Date | null): number | null {
  return at && at.getTime() / 1_000;
}
