/** Maps a verdict to BullMQ: the only place that knows how. */
import type { Verdict } from "@lumenflow/jobs";
import { describeError, scrub } from "@lumenflow/runtime";
import { DelayedError, type Job, UnrecoverableError, WaitingError } from "bullmq";

/** Ends an attempt in BullMQ's eyes as failed. What it says and its stack are stored: both scrubbed. */
export class AttemptFailed extends Error {
  override readonly name = "AttemptFailed";
  readonly delayMs: number;

  constructor(error: unknown, delayMs: number) {
    const { name, message, stack } = describeError(error);
    super(`${name}: ${message}`);
    this.stack = stack ?? this.message;
    this.delayMs = delayMs;
  }
}

/** Reads the waiting time that `settle` chose, for BullMQ's backoff hook. */
export function retryDelayOf(error: Error): number {
  return error instanceof AttemptFailed ? error.delayMs : 1_000;
}

type SettledJob = Pick<Job, "moveToDelayed" | "moveToWait">;

/** Returns if the job is done; throws what BullMQ takes for a retry, a snooze or a failure. */
export async function settle(
  verdict: Verdict,
  job: SettledJob,
  token: string,
  retryDelayMs: number,
): Promise<void> {
  switch (verdict.outcome) {
    case "done":
      return;
    case "retry":
      throw new AttemptFailed(verdict.error, retryDelayMs);
    case "snooze":
      await job.moveToDelayed(Date.now() + verdict.ms, token);
      throw new DelayedError();
    case "cancel":
      throw new UnrecoverableError(scrub(verdict.reason));
  }
}

/**
 * Puts an unfinished job back to the head of its queue. If that is refused (the lease is gone, the
 * backend is away) the lapsing lease does the same later, so the refusal is not an error.
 */
export async function handBack(job: SettledJob, token: string): Promise<never> {
  await job.moveToWait(token).catch(() => undefined);
  throw new WaitingError();
}
