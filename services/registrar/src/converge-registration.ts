/** Compares the registered webhook with the wanted one and converges; or takes it away. */
import type { Trouble } from "@lumenflow/governance";
import {
  done,
  type convergeRegistration as job,
  type PayloadOf,
  type Verdict,
} from "@lumenflow/jobs";
import type { JobContext } from "@lumenflow/queue";
import { nextLookMs } from "@lumenflow/registration";
import { CannotOpen } from "@lumenflow/runtime";
import type { ConvergeDeps } from "./converge-deps.ts";
import { disconnect } from "./disconnect.ts";
import { type BotOrFault, type OpenBot, openBot } from "./open-bot.ts";
import { register } from "./register.ts";

const tokenErased: Trouble = {
  cause: "token_erased",
  reason: "The bot's token is not stored.",
  remedy: "Give the bot's token once more.",
};

export async function convergeRegistration(
  { connectionId }: PayloadOf<typeof job>,
  context: Pick<JobContext, "lastAttempt" | "logger">,
  deps: ConvergeDeps,
): Promise<Verdict> {
  const { connections, registrations } = deps.database;
  const connection = await connections.findById(connectionId);
  if (connection === null || connection.status === "disconnected") return done();
  const bot = await openedOr(() => openBot(connection, deps));
  if (connection.status === "disconnecting") return disconnect(connection, bot, context, deps);
  if ("fault" in bot) {
    const served = { attempt: connection.registrationAttempt, nextLookMs: nextLookMs("person") };
    await registrations.needsPerson(connectionId, bot.fault, served);
    return done();
  }
  return register(connection, bot, context, deps);
}

async function openedOr(open: () => Promise<OpenBot | null>): Promise<BotOrFault> {
  try {
    return (await open()) ?? { fault: tokenErased };
  } catch (error) {
    if (!(error instanceof CannotOpen)) throw error;
    return { fault: { cause: "token_unreadable", ...error.explain("The stored bot token") } };
  }
}
