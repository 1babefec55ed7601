/** What follows when Telegram does not do what looking or registering needs. */
import type { ConnectionRow } from "@lumenflow/db";
import { done, retry, type Verdict } from "@lumenflow/jobs";
import type { JobContext } from "@lumenflow/queue";
import { nextLookMs, postponedCall, refusedCall, unasked } from "@lumenflow/registration";
import { type Answer, classify, type Outcome } from "@lumenflow/telegram";
import type { ConvergeDeps } from "./converge-deps.ts";

/** While the queue tries again by itself, the sweep stays away for this long. */
const leftToQueueMs = 60_000;
const givenUpMs = 5 * 60_000;
/** Looks in a row without an answer that are nothing to speak of. */
const unaskedToBear = 2;

/**
 * A look without an answer. Nothing is due, so nothing is tried again at once: with Telegram away,
 * that would be every bot's every look many times over.
 */
export async function notAsked(
  connection: ConnectionRow,
  answer: Answer,
  { logger }: Pick<JobContext, "logger">,
  deps: ConvergeDeps,
): Promise<Verdict> {
  const { id, status, checkMisses } = connection;
  const outcome = classify({ method: "getWebhookInfo", answer });
  logger.warn({ code: outcome.code }, "webhook not looked at");
  if (!passes(outcome, answer)) return callPerson(connection, outcome, deps);
  const misses = checkMisses + 1;
  const worked = status === "inbound_ready" || status === "active";
  await deps.database.checks.unasked(id, {
    nextLookMs: Math.max(nextLookMs("failing", { misses }), waitOf(outcome) ?? 0),
    trouble: worked && misses > unaskedToBear ? unasked : null,
  });
  return done();
}

/** A registration that Telegram did not take. */
export async function notSet(
  connection: ConnectionRow,
  method: string,
  answer: Answer,
  { lastAttempt, logger }: Pick<JobContext, "lastAttempt" | "logger">,
  deps: ConvergeDeps,
): Promise<Verdict> {
  const { id } = connection;
  const outcome = classify({ method, answer });
  logger.warn({ method, code: outcome.code }, "webhook not registered");
  if (!passes(outcome, answer)) return callPerson(connection, outcome, deps);
  const againMs = lastAttempt ? givenUpMs : leftToQueueMs;
  await deps.database.registrations.postponed(id, postponedCall(outcome), againMs);
  return retry(new Error(`${method}: ${outcome.description}`), { delayMs: waitOf(outcome) });
}

/** "Conflict: terminated by other setWebhook" passes; a second consumer does not say so here. */
function passes(outcome: Outcome, answer: Answer): boolean {
  return (
    outcome.class === "rate_limited" ||
    outcome.class === "not_delivered_retry" ||
    (answer.kind === "refused" && answer.code === 409)
  );
}

async function callPerson(
  { id, registrationAttempt: attempt }: ConnectionRow,
  outcome: Outcome,
  { database }: ConvergeDeps,
): Promise<Verdict> {
  const served = { attempt, nextLookMs: nextLookMs("person") };
  await database.registrations.needsPerson(id, refusedCall(outcome), served);
  return done();
}

function waitOf(outcome: Outcome): number | undefined {
  return outcome.class === "rate_limited" ? outcome.retryAfterSeconds * 1_000 : undefined;
}
