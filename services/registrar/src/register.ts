/** Makes the webhook of a connection what we want it to be: looks at it, and sets it where that is due. */
import type { ConnectionRow } from "@lumenflow/db";
import type { Trouble } from "@lumenflow/governance";
import { done, type Verdict } from "@lumenflow/jobs";
import type { JobContext } from "@lumenflow/queue";
import { look, nextLookMs, wantedWebhook } from "@lumenflow/registration";
import type { ConvergeDeps } from "./converge-deps.ts";
import { notAsked } from "./failures.ts";
import type { OpenBot } from "./open-bot.ts";
import { isRotating, setWebhook } from "./set-webhook.ts";

const noOrigin: Trouble = {
  cause: "no_public_url",
  reason: "This installation has no PUBLIC_URL, so Telegram cannot deliver this bot's messages.",
  remedy: "Set PUBLIC_URL to the https origin that Telegram reaches and start again.",
};

export async function register(
  connection: ConnectionRow,
  bot: OpenBot,
  context: Pick<JobContext, "lastAttempt" | "logger">,
  deps: ConvergeDeps,
): Promise<Verdict> {
  const { id, registrationAttempt: attempt } = connection;
  const origin = deps.webhookOrigin({ sandbox: bot.sandbox });
  if (origin === null) {
    const served = { attempt, nextLookMs: nextLookMs("person") };
    await deps.database.registrations.needsPerson(id, noOrigin, served);
    return done();
  }
  const wanted = wantedWebhook(connection, origin, deps.macKey);
  if (!isDue(connection)) {
    const info = await bot.api.getWebhookInfo();
    if (info.kind !== "ok") return notAsked(connection, info, context, deps);
    const found = await look({ connection, info: info.result, wanted }, deps);
    if (found?.trouble) {
      const { verdict, trouble } = found;
      context.logger.warn({ connectionId: id, verdict, cause: trouble.cause }, "not well");
    }
    if (found?.verdict !== "set") return done();
  }
  return setWebhook(connection, bot, wanted, context, deps);
}

/** Telegram never shows the secret, so a first registration and one that was asked for are always made. */
function isDue(connection: ConnectionRow): boolean {
  const { registeredAt, registerAfter } = connection;
  return registeredAt === null || registerAfter !== null || isRotating(connection);
}
