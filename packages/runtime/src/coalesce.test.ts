import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { createCoalescer } from "./coalesce.ts";

test("the first goes at once; what gathers meanwhile travels together", async () => {
  const sizes: number[] = [];
  const call = createCoalescer<number, number>({
    async flush(items) {
      sizes.push(items.length);
      await delay(5);
      return items.map((item) => item * 2);
    },
    maxOut: 1,
    maxItems: 100,
  });
  const first = call(1);
  await delay(1);
  const rest = [2, 3, 4].map((item) => call(item));
  expect(await Promise.all([first, ...rest])).toEqual([2, 4, 6, 8]);
  expect(sizes).toEqual([1, 3]);
});

test("never more calls out than allowed, never more items in one than allowed", async () => {
  let out = 0;
  let most = 0;
  const call = createCoalescer<number, number>({
    async flush(items) {
      out += 1;
      most = Math.max(most, out);
      expect(items.length).toBeLessThanOrEqual(3);
      await delay(1);
      out -= 1;
      return items;
    },
    maxOut: 2,
    maxItems: 3,
  });
  const items = Array.from({ length: 20 }, (_, index) => index);
  expect(await Promise.all(items.map(call))).toEqual(items);
  expect(most).toBe(2);
});

test("a call that fails fails its items and no others", async () => {
  let calls = 0;
  const call = createCoalescer<string, string>({
    async flush(items) {
      calls += 1;
      if (calls === 1) throw new Error("away");
      return items;
    },
    maxOut: 1,
    maxItems: 1,
  });
  const [first, second] = await Promise.allSettled([call("a"), call("b")]);
  expect(first).toMatchObject({ status: "rejected" });
  expect(second).toEqual({ status: "fulfilled", value: "b" });
});

test("calls keep a distance, in which more gathers; the first keeps none, nor does a full one", async () => {
  const began: number[] = [];
  const sizes: number[] = [];
  const call = createCoalescer<number, number>({
    async flush(items) {
      began.push(performance.now());
      sizes.push(items.length);
      return items;
    },
    maxOut: 2,
    maxItems: 3,
    gapMs: 40,
  });
  await call(1);
  await Promise.all([call(2), delay(1).then(() => call(3))]);
  expect(sizes).toEqual([1, 2]);
  // Timers may be early by the part of a millisecond that they do not count.
  expect((began[1] ?? 0) - (began[0] ?? 0)).toBeGreaterThan(38);
  await Promise.all([4, 5, 6].map(call));
  expect(sizes).toEqual([1, 2, 3]);
});
