/** Takes away whatever webhook stands in the way of asking for updates, and has them asked for. */
import type { ConnectionRow } from "@lumenflow/db";
import { done, pollUpdates, type Verdict } from "@lumenflow/jobs";
import { type JobContext, ringAfterCommit } from "@lumenflow/queue";
import { look } from "@lumenflow/registration";
import type { WebhookInfo } from "@lumenflow/telegram";
import type { ConvergeDeps } from "./converge-deps.ts";
import { notAsked, notSet } from "./failures.ts";
import type { OpenBot } from "./open-bot.ts";

type Context = Pick<JobContext, "lastAttempt" | "logger">;

export async function receiveByPolling(
  connection: ConnectionRow,
  bot: OpenBot,
  context: Context,
  deps: ConvergeDeps,
): Promise<Verdict> {
  const due = isDue(connection);
  const info = await bot.api.getWebhookInfo();
  if (info.kind !== "ok") {
    return due
      ? notSet(connection, "getWebhookInfo", info, context, deps)
      : notAsked(connection, info, context, deps);
  }
  if (!due && !(await isInTheWay(connection, info.result, context, deps))) return done();
  return poll(connection, bot, info.result, context, deps);
}

/** A registration was asked for, or is the first one of this kind. */
function isDue({ receiveMode, registerAfter }: ConnectionRow): boolean {
  return receiveMode !== "polling" || registerAfter !== null;
}

/** Whether somebody has set a webhook that may be taken away: not again and again. */
async function isInTheWay(
  connection: ConnectionRow,
  info: WebhookInfo,
  { logger }: Context,
  deps: ConvergeDeps,
): Promise<boolean> {
  if (info.url === "") {
    await deps.database.receiving.unwatched(connection.id);
    return false;
  }
  const found = await look({ connection, info, wanted: null }, deps);
  const cause = found?.trouble?.cause;
  logger.warn({ verdict: found?.verdict, cause }, "not well");
  return found?.verdict === "set";
}

/** What waits at Telegram stays there for whoever polls, unless a new connection is to begin afresh. */
async function poll(
  connection: ConnectionRow,
  bot: OpenBot,
  { url, pendingUpdateCount }: WebhookInfo,
  context: Context,
  deps: ConvergeDeps,
): Promise<Verdict> {
  const { id: connectionId, registrationAttempt: attempt } = connection;
  const { logger } = context;
  const dropPendingUpdates = connection.dropPendingUpdates === true;
  if (url !== "" || dropPendingUpdates) {
    const deleted = await bot.api.deleteWebhook({ dropPendingUpdates });
    if (deleted.kind !== "ok") {
      return notSet(connection, "deleteWebhook", deleted, context, deps);
    }
    logger.info("webhook taken away, updates are asked for");
  }
  await deps.database.receiving.byPolling(connectionId, { attempt, pendingUpdateCount });
  await ringAfterCommit({ queues: deps.queues, logger }, pollUpdates, [{ connectionId }]);
  return done();
}
