import { expect, test } from "vitest";
import { freshRetry, nextRetry, readRetryAfter } from "./retry.ts";

function schedule(random: () => number, attempts: number): number[] {
  let state = freshRetry;
  return Array.from({ length: attempts }, () => {
    const next = nextRetry(state, undefined, random);
    state = next.state;
    return next.waitSeconds;
  });
}

test("the first retry is immediate, then waits double up to a minute or two", () => {
  expect(schedule(() => 0, 9)).toEqual([0, 2, 4, 8, 16, 32, 60, 60, 60]);
  expect(schedule(() => 0.999, 9)).toEqual([0, 2, 4, 8, 16, 32, 64, 120, 120]);
});

test("Retry-After is followed exactly, clamped to an hour, and doubles nothing", () => {
  const after = nextRetry({ failures: 3, delay: 4 }, 17);
  expect(after).toEqual({ waitSeconds: 17, state: { failures: 4, delay: 4 } });
  expect(nextRetry(freshRetry, 9_999).waitSeconds).toBe(3_600);
  expect(nextRetry(freshRetry, 0).waitSeconds).toBe(0);
});

test("only whole seconds count as Retry-After", () => {
  expect(readRetryAfter("12")).toBe(12);
  expect(readRetryAfter("Wed, 21 Oct 2026 07:28:00 GMT")).toBeUndefined();
  expect(readRetryAfter("-1")).toBeUndefined();
  expect(readRetryAfter(undefined)).toBeUndefined();
});
