/** When a delivery that failed is tried again: over about three days, more and more seldom. */

export interface RetrySchedule {
  /** Milliseconds before the second attempt, the third and so on. After the last comes the dead letter. */
  readonly stepsMs: readonly number[];
  /** Each step is longer or shorter by up to this share, so that many do not come back as one. */
  readonly jitter: number;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** 12 attempts within 75 hours. */
export const defaultSchedule: RetrySchedule = {
  stepsMs: [
    ...[5 * second, 30 * second, 2 * minute, 10 * minute, 30 * minute],
    ...[2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour],
  ],
  jitter: 0.1,
};

/** The wait after one more failure; undefined where the schedule is used up. */
export function stepMs(
  { stepsMs, jitter }: RetrySchedule,
  failedBefore: number,
  random: () => number = Math.random,
): number | undefined {
  const step = stepsMs[failedBefore];
  return step === undefined ? undefined : step * (1 + jitter * (2 * random() - 1));
}

/** How long the whole schedule takes. */
export function totalMs({ stepsMs }: RetrySchedule): number {
  return stepsMs.reduce((sum, step) => sum + step, 0);
}
