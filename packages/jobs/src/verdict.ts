/** What a handler answers after an attempt: done, retry, snooze or cancel. */

/** The work is finished (or there was none). The job is removed. */
export interface Done {
  readonly outcome: "done";
}

/** Something failed that may succeed later. Spends an attempt. */
export interface Retry {
  readonly outcome: "retry";
  readonly error: unknown;
  readonly delayMs?: number | undefined;
}

/** Nothing failed, it is only too early. Spends no attempt. */
export interface Snooze {
  readonly outcome: "snooze";
  readonly ms: number;
}

/** It will never succeed, however often it runs. The job fails at once. */
export interface Cancel {
  readonly outcome: "cancel";
  readonly reason: string;
}

export type Verdict = Done | Retry | Snooze | Cancel;

/**
 * Use when the wanted state holds, whoever brought it about: also when another run was
 * faster, or the row that the job speaks of no longer needs anything.
 */
export function done(): Verdict {
  return { outcome: "done" };
}

/**
 * Use when the world failed in a way that passes: a time-out, a 5xx, a lost connection. The job
 * runs again after the declaration's backoff, or after `delayMs` milliseconds where the other side
 * said how long to wait. An error that a handler throws counts as `retry(error)`. On the last
 * attempt (`ctx.lastAttempt`) record the failure in its row first: nothing runs afterwards.
 *
 * On a partition (ordered) queue the job keeps its place and the wait happens within the run, so
 * that nothing overtakes it.
 */
export function retry(error: unknown, options: { delayMs?: number | undefined } = {}): Verdict {
  return { outcome: "retry", error, delayMs: options.delayMs };
}

/**
 * Use when a condition is known to change by itself within seconds: a short hold, a slice of time
 * used up while others wait. Costs no attempt. `snooze(0)` goes to the back of the queue.
 *
 * Not for long waits: a doorbell that rings between the run's last look and its snooze is heard
 * when the snooze ends. Park those in Postgres and let a waker ring.
 */
export function snooze(ms: number): Verdict {
  if (!Number.isFinite(ms) || ms < 0) throw new RangeError(`snooze takes milliseconds, got ${ms}`);
  return { outcome: "snooze", ms: Math.round(ms) };
}

/**
 * Use when another attempt cannot help: the payload is senseless, the row is gone, a person must
 * act. Record that in the row before returning it; the reason shows in the log and the dashboard.
 */
export function cancel(reason: string): Verdict {
  return { outcome: "cancel", reason };
}
