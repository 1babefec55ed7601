/** When a run is told that it may no longer be the only one. */
import { EventEmitter } from "node:events";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { BullWorker } from "./driver.ts";
import { LeaseLost, Stopping } from "./errors.ts";
import { watchLeases } from "./leases.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setup() {
  const worker = new EventEmitter();
  const leases = watchLeases(worker as unknown as Pick<BullWorker, "on">);
  return { worker, leases };
}

describe("leases", () => {
  test("a run keeps its lease as long as it is renewed", () => {
    const { worker, leases } = setup();
    const { signal } = leases.take("a");
    for (let i = 0; i < 5; i += 1) {
      vi.advanceTimersByTime(2_500);
      worker.emit("locksRenewed", { count: 1, jobIds: ["a"] });
    }
    expect(signal.aborted).toBe(false);
  });

  test("a lease that nobody renewed for its whole length is lost", () => {
    const { leases } = setup();
    const { signal } = leases.take("a");
    vi.advanceTimersByTime(4_500);
    expect(signal.aborted).toBe(false);
    vi.advanceTimersByTime(1_500);
    expect(signal.reason).toBeInstanceOf(LeaseLost);
  });

  test("a refused renewal is a lost lease at once", () => {
    const { worker, leases } = setup();
    const [a, b] = [leases.take("a"), leases.take("b")];
    worker.emit("lockRenewalFailed", ["a"]);
    expect(a.signal.reason).toBeInstanceOf(LeaseLost);
    expect(b.signal.aborted).toBe(false);
  });

  test("the same job again in this process means that the earlier run has lost it", () => {
    const { leases } = setup();
    const earlier = leases.take("a");
    const later = leases.take("a");
    earlier.release();
    expect(earlier.signal.reason).toBeInstanceOf(LeaseLost);
    expect(later.signal.aborted).toBe(false);
    leases.stop();
    expect(later.signal.reason).toBeInstanceOf(Stopping);
  });

  test("stopping tells those in hand and those that still come", () => {
    const { leases } = setup();
    const before = leases.take("a");
    leases.stop();
    expect(before.signal.reason).toBeInstanceOf(Stopping);
    expect(leases.take("b").signal.reason).toBeInstanceOf(Stopping);
  });
});
