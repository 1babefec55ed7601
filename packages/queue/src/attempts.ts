/** Runs one job that BullMQ handed out: parse, handle, log, settle. */
import { setTimeout as delay } from "node:timers/promises";
import { cancel, type JobDeclaration, retry, type Verdict } from "@lumenflow/jobs";
import type { Logger } from "@lumenflow/runtime";
import type { Job } from "bullmq";
import { backoffMs } from "./backoff.ts";
import type { Companions, Company } from "./companions.ts";
import type { Leases } from "./leases.ts";
import type { Observer, Outcome } from "./observer.ts";
import { handBack, settle } from "./settle.ts";
import type { Handler, JobContext } from "./types.ts";

export interface AttemptDeps<P> {
  readonly declaration: JobDeclaration<P>;
  readonly queueName: string;
  readonly handler: Handler<P>;
  readonly leases: Leases;
  readonly observer: Observer;
  readonly logger: Logger;
  readonly othersWaiting: () => Promise<boolean>;
  /** Of a partition's worker. */
  readonly companions?: Companions<P> | undefined;
}

type RunningJob = Pick<Job, "id" | "data" | "attemptsMade" | "moveToDelayed" | "moveToWait">;

/** The function that BullMQ calls per job. */
export function createProcessor<P>(deps: AttemptDeps<P>) {
  return async (job: RunningJob, token = ""): Promise<void> => {
    const lease = deps.leases.take(job.id ?? "");
    try {
      const payload = deps.declaration.payload.safeParse(job.data);
      if (!payload.success) {
        const where = payload.error.issues.map(({ path, code }) => `${path.join(".")} ${code}`);
        const verdict = cancel(`the payload does not match its schema: ${where.join(", ")}`);
        report(deps, job, {}, { number: job.attemptsMade + 1, verdict, durationMs: 0 });
        return await settle(verdict, job, token, 0);
      }
      const run = deps.declaration.kind === "partitioned" ? runInPlace : runOnce;
      await run(deps, job, token, payload.data, lease.signal);
    } finally {
      lease.release();
    }
  };
}

/** A doorbell: one attempt per run; BullMQ counts and delays. */
async function runOnce<P>(
  deps: AttemptDeps<P>,
  job: RunningJob,
  token: string,
  payload: P,
  signal: AbortSignal,
): Promise<void> {
  const { declaration } = deps;
  const number = job.attemptsMade + 1;
  const last = declaration.kind === "doorbell" && number >= declaration.attempts;
  const { verdict, durationMs } = await attempt(deps, job, payload, number, last, signal);
  const nextDelayMs = delayAfter(verdict, declaration, number);
  report(deps, job, declaration.describe(payload), {
    number,
    verdict,
    durationMs,
    nextDelayMs,
    last,
  });
  await settle(verdict, job, token, nextDelayMs ?? 0);
}

/**
 * A job of a partition: attempted again and again within this run, since anything that gave it
 * back would let its successors overtake it. On stopping or a lost lease it goes back to the head.
 */
async function runInPlace<P>(
  deps: AttemptDeps<P>,
  job: RunningJob,
  token: string,
  payload: P,
  signal: AbortSignal,
): Promise<void> {
  const { declaration, companions } = deps;
  const alone: Company<P> = { payload, ids: [] };
  let company = (await companions?.gather(payload)) ?? alone;
  for (let number = 1; ; number += 1) {
    const { ids } = company;
    const about = { ...declaration.describe(company.payload), jobs: 1 + ids.length };
    const { verdict, durationMs } = await attempt(
      deps,
      job,
      company.payload,
      number,
      false,
      signal,
    );
    const nextDelayMs = delayAfter(verdict, declaration, number);
    const again = verdict.outcome === "retry" || verdict.outcome === "snooze";
    const returned = again && signal.aborted;
    report(deps, job, about, { number, verdict, durationMs, nextDelayMs, returned });
    // What is cancelled is this job: of the others that is not known.
    const together = verdict.outcome === "cancel" && ids.length > 0;
    if (together) company = alone;
    if (verdict.outcome === "done") await companions?.finished(ids);
    if (!again && !together) return settle(verdict, job, token, 0);
    await delay(nextDelayMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return handBack(job, token);
  }
}

async function attempt<P>(
  deps: AttemptDeps<P>,
  job: RunningJob,
  payload: P,
  number: number,
  lastAttempt: boolean,
  signal: AbortSignal,
): Promise<{ verdict: Verdict; durationMs: number }> {
  const { declaration, handler, othersWaiting } = deps;
  const logger = deps.logger.child({
    job: declaration.name,
    jobId: job.id,
    ...declaration.describe(payload),
  });
  const context: JobContext = { attempt: number, lastAttempt, signal, logger, othersWaiting };
  const started = performance.now();
  const verdict = await handler(payload, context).catch((error: unknown) => retry(error));
  return { verdict, durationMs: performance.now() - started };
}

function delayAfter<P>(
  verdict: Verdict,
  { backoff }: JobDeclaration<P>,
  number: number,
): number | undefined {
  if (verdict.outcome === "snooze") return verdict.ms;
  if (verdict.outcome !== "retry") return undefined;
  return Math.max(1, verdict.delayMs ?? backoffMs(backoff, number));
}

function report<P>(
  { declaration, queueName, observer }: AttemptDeps<P>,
  job: RunningJob,
  about: Readonly<Record<string, string | number>>,
  result: {
    number: number;
    verdict: Verdict;
    durationMs: number;
    nextDelayMs?: number | undefined;
    last?: boolean;
    returned?: boolean;
  },
): void {
  const { verdict, number, durationMs, nextDelayMs, last = false, returned = false } = result;
  const exhausted = verdict.outcome === "retry" && last;
  let outcome: Outcome = exhausted ? "exhausted" : verdict.outcome;
  if (returned) outcome = "returned";
  observer.attempt({
    job: declaration.name,
    queue: queueName,
    jobId: job.id ?? "",
    about,
    attempt: number,
    outcome,
    durationMs,
    nextDelayMs: exhausted || returned ? undefined : nextDelayMs,
    error: verdict.outcome === "retry" ? verdict.error : undefined,
    reason: verdict.outcome === "cancel" ? verdict.reason : undefined,
  });
}
