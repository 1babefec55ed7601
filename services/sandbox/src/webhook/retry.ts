/** When a failed delivery is tried again: Telegram's schedule as a pure function. */

export interface RetryState {
  /** Failures of this update so far. */
  failures: number;
  /** Seconds; grows with every failure. */
  delay: number;
}

export const freshRetry: RetryState = { failures: 0, delay: 1 };

const LONGEST_RETRY_AFTER = 3_600;

/**
 * Seconds until the next attempt, and the state to remember (WA 493-523): the first failure is retried
 * at once, then after 2, 4, 8, 16, 32, about a minute, and from there 60–120 s. A Retry-After in whole
 * seconds (0…3600) is followed exactly and does not double the delay.
 */
export function nextRetry(
  state: RetryState,
  retryAfter: number | undefined,
  random: () => number = Math.random,
): { waitSeconds: number; state: RetryState } {
  const failures = state.failures + 1;
  if (retryAfter !== undefined) {
    const waitSeconds = Math.min(LONGEST_RETRY_AFTER, Math.max(0, retryAfter));
    return { waitSeconds, state: { failures, delay: state.delay } };
  }
  if (state.failures === 0) return { waitSeconds: 0, state: { failures, delay: state.delay } };
  const delay = Math.min(60 + Math.floor(random() * 61), 2 * state.delay);
  return { waitSeconds: delay, state: { failures, delay } };
}

/** Whole seconds only: Telegram ignores a date. */
export function readRetryAfter(header: string | undefined): number | undefined {
  return header !== undefined && /^\s*\d+\s*$/.test(header) ? Number(header) : undefined;
}
