import fc from "fast-check";
import { expect, test } from "vitest";
import { createBoundedMap } from "./bounded-map.ts";

test("keeps the newest entries, in whatever order they are set again", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.array(fc.nat(20), { maxLength: 200 }),
      (capacity, keys) => {
        const map = createBoundedMap<number, number>(capacity);
        for (const [at, key] of keys.entries()) map.set(key, at);
        const newest = [...new Set(keys.toReversed())].slice(0, capacity);
        expect(map.size()).toBe(newest.length);
        for (const key of keys) {
          expect(map.get(key)).toBe(newest.includes(key) ? keys.lastIndexOf(key) : undefined);
        }
      },
    ),
  );
});

test("a million strangers leave no more than its capacity", () => {
  const map = createBoundedMap<string, number>(1_000);
  for (let n = 0; n < 1_000_000; n += 1) map.set(`stranger ${n}`, n);
  expect(map.size()).toBe(1_000);
  expect(map.get("stranger 999999")).toBe(999_999);
  expect(map.get("stranger 998999")).toBeUndefined();
});
