/** Sets the webhook of a connection unless Telegram shows it already, and records what came of it. */
import type { ConnectionRow } from "@lumenflow/db";
import { refusedBot, type Trouble } from "@lumenflow/governance";
import { done, retry, type Verdict } from "@lumenflow/jobs";
import type { JobContext } from "@lumenflow/queue";
import { type Answer, classify, type Outcome, type WebhookInfo } from "@lumenflow/telegram";
import type { ConvergeDeps } from "./converge-deps.ts";
import type { OpenBot } from "./open-bot.ts";
import { isAsWanted, type WantedWebhook, wantedWebhook } from "./wanted-webhook.ts";

const noOrigin: Trouble = {
  cause: "no_public_url",
  reason: "This installation has no PUBLIC_URL, so Telegram cannot deliver this bot's messages.",
  remedy: "Set PUBLIC_URL to the https origin that Telegram reaches and start again.",
};

/** While the queue tries again by itself, the sweep stays away for this long. */
const leftToQueueMs = 60_000;
const givenUpMs = 5 * 60_000;

export async function register(
  connection: ConnectionRow,
  bot: OpenBot,
  context: Pick<JobContext, "lastAttempt" | "logger">,
  deps: ConvergeDeps,
): Promise<Verdict> {
  const { registrations } = deps.database;
  const origin = deps.webhookOrigin({ sandbox: bot.sandbox });
  if (origin === null) {
    await registrations.needsPerson(connection.id, noOrigin);
    return done();
  }
  const failed = (method: string, answer: Answer) =>
    handleFailure(connection, method, answer, context, deps);

  const wanted = wantedWebhook(connection, origin, deps.macKey);
  const info = await bot.api.getWebhookInfo();
  if (info.kind !== "ok") return failed("getWebhookInfo", info);

  if (mustSet(connection) || !isAsWanted(info.result, wanted)) {
    const set = await setWebhook(connection, bot, wanted);
    if (set.kind !== "ok") return failed("setWebhook", set);
    context.logger.info({ connectionId: connection.id }, "webhook registered");
  }
  const after = await bot.api.getWebhookInfo();
  await registrations.registered(connection.id, connection.registrationAttempt, {
    url: wanted.address,
    ...seen(after.kind === "ok" ? after.result : info.result),
  });
  return done();
}

/** What of Telegram's answer is kept. Its last error stays there after later successes. */
export function seen(info: WebhookInfo) {
  return {
    pendingUpdateCount: info.pendingUpdateCount,
    lastError: info.lastErrorMessage,
    lastErrorAt: info.lastErrorDate,
  };
}

/** Telegram never shows the secret, so a first registration and one that was asked for are always made. */
function mustSet(connection: ConnectionRow): boolean {
  return connection.registeredAt === null || connection.registerAfter !== null;
}

async function setWebhook(connection: ConnectionRow, bot: OpenBot, wanted: WantedWebhook) {
  if (bot.webhookSecret === null) throw new Error("the connection has no webhook secret");
  return bot.api.setWebhook({
    url: wanted.url,
    secretToken: bot.webhookSecret,
    allowedUpdates: wanted.allowedUpdates,
    maxConnections: wanted.maxConnections,
    // Asked for once; after the first success the column is null.
    ...(connection.dropPendingUpdates === true && { dropPendingUpdates: true }),
  });
}

async function handleFailure(
  { id }: ConnectionRow,
  method: string,
  answer: Answer,
  { lastAttempt, logger }: Pick<JobContext, "lastAttempt" | "logger">,
  { database }: ConvergeDeps,
): Promise<Verdict> {
  const outcome = classify({ method, answer });
  logger.warn({ connectionId: id, method, code: outcome.code }, "webhook not registered");
  // "Conflict: terminated by other setWebhook" passes; a second consumer does not say so here.
  const passing =
    outcome.class === "rate_limited" ||
    outcome.class === "not_delivered_retry" ||
    (answer.kind === "refused" && answer.code === 409);
  if (!passing) {
    await database.registrations.needsPerson(id, troubleOf(outcome));
    return done();
  }
  const yet: Trouble = {
    cause: outcome.code,
    reason: `Telegram did not take the webhook yet (${outcome.description}).`,
    remedy: "It is tried again by itself.",
  };
  await database.registrations.postponed(id, yet, lastAttempt ? givenUpMs : leftToQueueMs);
  const delayMs = outcome.class === "rate_limited" ? outcome.retryAfterSeconds * 1_000 : undefined;
  return retry(new Error(`${method}: ${outcome.description}`), { delayMs });
}

function troubleOf(outcome: Outcome): Trouble {
  if (outcome.class === "connection_unusable") return refusedBot(outcome);
  return {
    cause: "webhook_refused",
    reason: `Telegram refuses the webhook: ${outcome.description}.`,
    remedy:
      "Check PUBLIC_URL: https, a public address, port 443, 80, 88 or 8443. Then register again.",
  };
}
