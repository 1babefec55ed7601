/** Takes our webhook away, waits for calls under way, then erases the credentials. */
import type { ConnectionRow } from "@lumenflow/db";
import { done, retry, snooze, type Verdict } from "@lumenflow/jobs";
import type { JobContext } from "@lumenflow/queue";
import { isOurs } from "@lumenflow/registration";
import { type Answer, classify } from "@lumenflow/telegram";
import type { ConvergeDeps } from "./converge-deps.ts";
import type { BotOrFault, OpenBot } from "./open-bot.ts";

/** How long Telegram is asked; afterwards a person has to. */
const giveUpAfterMs = 10 * 60_000;
const lookAgainMs = 500;
/** Beyond a call's own time-out nothing is under way any more: what still says so is in doubt. */
const sendingMarginMs = 10_000;

const remedy = "call deleteWebhook with the bot's new token, or connect it again";

export async function disconnect(
  connection: ConnectionRow,
  bot: BotOrFault,
  { lastAttempt, logger }: Pick<JobContext, "lastAttempt" | "logger">,
  deps: ConvergeDeps,
): Promise<Verdict> {
  const { registrations } = deps.database;
  const forMs = await registrations.disconnectingForMs(connection.id);
  const underWay = await registrations.sendingParts(connection.id);
  if (underWay > 0 && forMs < deps.telegramTimeoutMs + sendingMarginMs) return snooze(lookAgainMs);

  const removal = await removeWebhook(connection, bot, deps);
  if (removal.outcome === "retry" && forMs < giveUpAfterMs && !lastAttempt) {
    return retry(new Error(removal.detail), { delayMs: removal.delayMs });
  }
  const warnings = warningsOf(removal);
  await registrations.disconnected(connection.id, warnings);
  logger.info({ warnings: warnings.length }, "disconnected");
  return done();
}

type Removal =
  | { readonly outcome: "removed" }
  | { readonly outcome: "refused" | "unopened"; readonly detail: string }
  | { readonly outcome: "retry"; readonly detail: string; readonly delayMs?: number | undefined };

async function removeWebhook(
  connection: ConnectionRow,
  bot: BotOrFault,
  { macKey }: ConvergeDeps,
): Promise<Removal> {
  // Where updates are asked for, there is no webhook to take away.
  if (connection.receiveMode === "polling") return { outcome: "removed" };
  if ("fault" in bot) return { outcome: "unopened", detail: bot.fault.reason };
  const info = await bot.api.getWebhookInfo();
  if (info.kind !== "ok") return failed("getWebhookInfo", info);
  // Somebody else's webhook, or none: not ours to take away.
  if (!isOurs(info.result, connection, macKey)) return { outcome: "removed" };
  return deleteWebhook(bot);
}

async function deleteWebhook({ api }: OpenBot): Promise<Removal> {
  const deleted = await api.deleteWebhook();
  return deleted.kind === "ok" ? { outcome: "removed" } : failed("deleteWebhook", deleted);
}

function failed(method: string, answer: Answer): Removal {
  const outcome = classify({ method, answer });
  const detail = `${method}: ${outcome.description}`;
  const refused = answer.kind === "refused" && (answer.code === 401 || answer.code === 404);
  if (refused) return { outcome: "refused", detail };
  const delayMs = outcome.class === "rate_limited" ? outcome.retryAfterSeconds * 1_000 : undefined;
  return { outcome: "retry", detail, delayMs };
}

function warningsOf(removal: Removal): string[] {
  switch (removal.outcome) {
    case "removed":
      return [];
    case "refused":
      return [
        `The webhook could not be removed because Telegram refuses the bot's token (revoked?). To remove it yourself, ${remedy}.`,
      ];
    case "unopened":
      return [
        `The webhook could not be removed because the stored token could not be opened. To remove it yourself, ${remedy}.`,
      ];
    case "retry":
      return [
        `The webhook could not be removed: Telegram was asked for ten minutes and did not do it (${removal.detail}). To remove it yourself, ${remedy}.`,
      ];
  }
}
