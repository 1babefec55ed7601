/** How long a failed job waits. */
import { expect, test } from "vitest";
import { backoffMs } from "./backoff.ts";

const backoff = { delayMs: 500, maxDelayMs: 60_000, jitter: 0.2 };

test("the wait doubles with each attempt up to its limit", () => {
  const waits = [1, 2, 3, 8, 9, 5_000].map((attempt) => backoffMs(backoff, attempt, () => 0));
  expect(waits).toEqual([500, 1_000, 2_000, 60_000, 60_000, 60_000]);
});

test("jitter takes off at most its share", () => {
  expect(backoffMs(backoff, 1, () => 1)).toBe(400);
});

test("a wait is at least a millisecond, since BullMQ takes none for another way of retrying", () => {
  expect(backoffMs({ delayMs: 0, maxDelayMs: 0, jitter: 0 }, 1)).toBe(1);
});
