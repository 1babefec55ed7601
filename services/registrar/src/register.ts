/** Makes the webhook of a connection what we want it to be: looks at it, and sets it where that is due. */
import type { ConnectionRow } from "@lumenflow/db";
import { done, type Verdict } from "@lumenflow/jobs";
import type { JobContext } from "@lumenflow/queue";
import { look, wantedWebhook } from "@lumenflow/registration";
import type { ConvergeDeps } from "./converge-deps.ts";
import { notAsked } from "./failures.ts";
import type { OpenBot } from "./open-bot.ts";
import { isRotating, setWebhook } from "./set-webhook.ts";

export async function register(
  connection: ConnectionRow,
  bot: OpenBot,
  origin: string,
  context: Pick<JobContext, "lastAttempt" | "logger">,
  deps: ConvergeDeps,
): Promise<Verdict> {
  const { id } = connection;
  const wanted = wantedWebhook(connection, origin, deps.macKey, deps.newerKinds);
  if (!isDue(connection)) {
    const info = await bot.api.getWebhookInfo();
    if (info.kind !== "ok") return notAsked(connection, info, context, deps);
    const found = await look({ connection, info: info.result, wanted }, deps);
    if (found?.trouble) {
      const { verdict, trouble } = found;
      context.logger.warn({ verdict, cause: trouble.cause }, "not well");
    }
    if (found?.verdict !== "set") return done();
  }
  // Telegram would end a poll under way with a conflict: whoever polls ends first.
  await deps.database.receiving.byWebhook(id);
  return setWebhook(connection, bot, wanted, context, deps);
}

/** Telegram never shows the secret, so a first registration and one that was asked for are always made. */
function isDue(connection: ConnectionRow): boolean {
  const { registeredUrl, registerAfter } = connection;
  return registeredUrl === null || registerAfter !== null || isRotating(connection);
}
