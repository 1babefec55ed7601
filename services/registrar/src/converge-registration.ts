/** Makes how Telegram is set up what it should be: a webhook, none where we poll, nothing of ours at the end. */
import {
  done,
  type convergeRegistration as job,
  type PayloadOf,
  type Verdict,
} from "@lumenflow/jobs";
import type { JobContext } from "@lumenflow/queue";
import { nextLookMs } from "@lumenflow/registration";
import type { ConvergeDeps } from "./converge-deps.ts";
import { disconnect } from "./disconnect.ts";
import { openBotOrFault } from "./open-bot.ts";
import { receiveByPolling } from "./receive-by-polling.ts";
import { register } from "./register.ts";

export async function convergeRegistration(
  { connectionId }: PayloadOf<typeof job>,
  context: Pick<JobContext, "lastAttempt" | "logger">,
  deps: ConvergeDeps,
): Promise<Verdict> {
  const { connections, registrations } = deps.database;
  const connection = await connections.findById(connectionId);
  if (connection === null || connection.status === "disconnected") return done();
  const bot = await openBotOrFault(connection, deps);
  if (connection.status === "disconnecting") return disconnect(connection, bot, context, deps);
  if ("fault" in bot) {
    const served = { attempt: connection.registrationAttempt, nextLookMs: nextLookMs("person") };
    await registrations.needsPerson(connectionId, bot.fault, served);
    return done();
  }
  const origin = deps.webhookOrigin({ sandbox: bot.sandbox });
  return origin === null
    ? receiveByPolling(connection, bot, context, deps)
    : register(connection, bot, origin, context, deps);
}
