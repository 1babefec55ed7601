import { describe, expect, test } from "vitest";
import { createLeases, type SharedLimiter } from "./leases.ts";

/** A store of fixed windows, whose answers can be held back. */
function setup(points: number, windowMs = 1_000) {
  let now = 0;
  let asked = 0;
  const windows = new Map<string, { used: number; endsAt: number }>();
  const limiter: SharedLimiter = {
    async take(key, wanted) {
      asked += 1;
      const known = windows.get(key);
      const window =
        known === undefined || known.endsAt <= now ? { used: 0, endsAt: now + windowMs } : known;
      windows.set(key, window);
      window.used += wanted;
      return { granted: window.used <= points, windowEndsInMs: window.endsAt - now };
    },
  };
  const process = () => createLeases({ limiter, points, windowMs, now: () => now, capacity: 100 });
  return {
    process,
    asked: () => asked,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

describe("leases", () => {
  test("let exactly the limit through in one process, then say how long to wait", async () => {
    const { process, pass } = setup(45);
    const leases = process();
    let passed = 0;
    for (let n = 0; n < 60; n += 1) if ((await leases.take("a")) === 0) passed += 1;
    expect(passed).toBe(45);
    expect(await leases.take("a")).toBe(1_000);
    pass(1_000);
    expect(await leases.take("a")).toBe(0);
  });

  test("let exactly the limit through when everybody asks at once", async () => {
    const { process } = setup(100);
    const leases = process();
    const waits = await Promise.all(Array.from({ length: 300 }, async () => leases.take("a")));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(100);
  });

  test("ask the store about once in twenty requests at the limit", async () => {
    const { process, asked } = setup(1_000);
    const leases = process();
    for (let n = 0; n < 1_000; n += 1) await leases.take("a");
    expect(asked()).toBe(20);
  });

  test("answer the first of a window without waiting for the store", () => {
    expect(setup(1_000).process().take("a")).toBe(0);
  });

  test("share the limit between processes, at most a tenth over or under", async () => {
    const { process } = setup(1_000);
    const processes = [process(), process(), process()];
    let passed = 0;
    for (let n = 0; n < 3_000; n += 1) {
      if ((await processes[n % 3]?.take("a")) === 0) passed += 1;
    }
    expect(passed).toBeGreaterThanOrEqual(900);
    expect(passed).toBeLessThanOrEqual(1_100);
  });

  test("keep keys apart, and their memory bounded", async () => {
    const { process } = setup(1);
    const leases = process();
    for (let n = 0; n < 1_000; n += 1) expect(await leases.take(`key ${n}`)).toBe(0);
    expect(await leases.take("key 999")).toBeGreaterThan(0);
  });
});
