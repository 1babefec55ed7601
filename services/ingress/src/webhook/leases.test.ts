import { describe, expect, test } from "vitest";
import { createLeases, type LeasesOptions, type SharedLimiter } from "./leases.ts";

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
  const process = (options: Partial<LeasesOptions> = {}) =>
    createLeases({ limiter, points, windowMs, now: () => now, capacity: 100, ...options });
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

  test("pass the first of a window without asking the store", () => {
    const { process, asked } = setup(1_000);
    expect(process().take("a")).toBe(0);
    expect(asked()).toBe(0);
  });

  test.each([
    [2, 1_000],
    [2, 60],
    [3, 1_000],
    [6, 60],
  ])(
    "share the limit between %i processes: of %i at most a tenth over or under",
    async (count, points) => {
      const { process } = setup(points);
      const processes = Array.from({ length: count }, () => process());
      let passed = 0;
      for (let n = 0; n < points * 3; n += 1) {
        if ((await processes[n % count]?.take("a")) === 0) passed += 1;
      }
      expect(passed).toBeGreaterThanOrEqual(points * 0.9);
      expect(passed).toBeLessThanOrEqual(points * 1.1);
    },
  );

  test("let one request through in each process that joins when the limit is used up", async () => {
    const { process } = setup(100);
    const first = process();
    for (let n = 0; n < 200; n += 1) await first.take("a");
    const late = process();
    const waits = await Promise.all(Array.from({ length: 50 }, async () => late.take("a")));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(1);
    expect(waits.at(-1)).toBe(1_000);
  });

  test("count a key in the process alone once the store has been asked enough", async () => {
    const { process, asked, pass } = setup(10);
    const leases = process({ asksPerSecond: 3 });
    const passed = async (key: string) => {
      let count = 0;
      for (let n = 0; n < 30; n += 1) if ((await leases.take(key)) === 0) count += 1;
      return count;
    };
    for (const key of ["a", "b", "c", "d"]) {
      expect(await passed(key)).toBe(10);
      expect(await leases.take(key)).toBeGreaterThan(0);
    }
    expect(asked()).toBe(3);
    pass(1_000);
    expect(await passed("b")).toBe(10);
    expect(asked()).toBe(6);
  });

  test("a million strangers cost the store nothing and memory no more than the capacity", async () => {
    const { process, asked } = setup(60);
    const leases = process({ capacity: 10_000 });
    let refused = 0;
    for (let n = 0; n < 1_000_000; n += 1) if (leases.take(`2001:db8:${n}`) !== 0) refused += 1;
    expect([refused, asked()]).toEqual([0, 0]);
    expect(leases.remembered()).toBe(10_000);
  }, 60_000);

  test("a million strangers that come again cost the store no more than it allows", async () => {
    const { process, asked, pass } = setup(60, 60_000);
    const leases = process({ capacity: 10_000, asksPerSecond: 100 });
    let refused = 0;
    for (let n = 0; n < 1_000_000; n += 1) {
      for (let again = 0; again < 2; again += 1) {
        const wait = leases.take(`stranger ${n}`);
        if ((typeof wait === "number" ? wait : await wait) > 0) refused += 1;
      }
      if (n % 100_000 === 99_999) pass(1_000);
    }
    expect([refused, asked()]).toEqual([0, 1_000]);
    expect(leases.remembered()).toBe(10_000);
  }, 60_000);

  test("keep keys apart, and their memory bounded", async () => {
    const { process } = setup(1);
    const leases = process();
    for (let n = 0; n < 1_000; n += 1) expect(await leases.take(`key ${n}`)).toBe(0);
    expect(await leases.take("key 999")).toBeGreaterThan(0);
  });
});
