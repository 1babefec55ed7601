/** Waits for what becomes of a message: bounded, and ended by its signal. */
import { pause } from "./pause.ts";
import { ProblemError } from "./problem-error.ts";
import type { MessageDetail, MessageStatus } from "./types.ts";

/** Nothing more happens to these by itself; an `uncertain` one waits for a person. */
const settled: ReadonlySet<MessageStatus> = new Set([
  ...(["sent", "failed", "uncertain", "rejected", "expired", "cancelled", "blocked"] as const),
]);

export function isSettled(status: MessageStatus): boolean {
  return settled.has(status);
}

export interface WaitOptions {
  /** Milliseconds, 60,000 unless given. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const shortestPauseMs = 200;
const longestPauseMs = 2_000;

/**
 * The message as it stands once it is settled, or when the time is up: look at its `status`. What
 * is away for a moment is asked again. Where the signal aborts it rejects with its reason; the message
 * is not withdrawn by that.
 * @throws ProblemError where there is no such message, or the key may not read it.
 */
export async function waitForOutcome(
  read: (signal: AbortSignal | undefined) => Promise<MessageDetail>,
  { timeoutMs = 60_000, signal }: WaitOptions = {},
): Promise<MessageDetail> {
  const until = performance.now() + timeoutMs;
  let last: MessageDetail | undefined;
  let pauseMs = shortestPauseMs;
  for (;;) {
    signal?.throwIfAborted();
    let wait = pauseMs;
    try {
      last = await read(signal);
      if (isSettled(last.status)) return last;
    } catch (error) {
      signal?.throwIfAborted();
      const left = until - performance.now() > 0;
      if ((error instanceof ProblemError && !error.retryable) || (!left && last === undefined)) {
        throw error;
      }
      if (error instanceof ProblemError)
        wait = Math.max(wait, (error.retryAfterSeconds ?? 0) * 1_000);
    }
    const left = until - performance.now();
    if (left <= 0 && last !== undefined) return last;
    await pause(Math.min(wait, Math.max(left, 0)), signal);
    pauseMs = Math.min(pauseMs * 1.5, longestPauseMs);
  }
}
