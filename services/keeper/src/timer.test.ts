import { setTimeout as delay } from "node:timers/promises";
import { createLogger } from "@lumenflow/runtime";
import { expect, test, vi } from "vitest";
import { createTimer } from "./timer.ts";

const logger = createLogger({ name: "test", level: "silent" });

test("a round that fails does not end the timer, and only successes are told", async () => {
  const succeeded = vi.fn();
  const run = vi.fn().mockRejectedValueOnce(new Error("away")).mockResolvedValue(undefined);
  const { component } = createTimer({ name: "t", everyMs: 1, run }, { logger, succeeded });
  await component.start();
  await vi.waitFor(() => expect(succeeded).toHaveBeenCalled());
  expect(run.mock.calls.length).toBeGreaterThan(1);
  await component.stop();
  expect(succeeded.mock.calls[0]).toEqual(["t", expect.any(Number)]);
});

test("rounds never overlap, and stopping waits for the one in hand", async () => {
  let inHand = 0;
  let most = 0;
  const run = async () => {
    inHand += 1;
    most = Math.max(most, inHand);
    await delay(5);
    inHand -= 1;
  };
  const { component } = createTimer(
    { name: "t", everyMs: 1, run },
    { logger, succeeded: () => undefined },
  );
  await component.start();
  await vi.waitFor(() => expect(most).toBe(1));
  await component.stop();
  expect(inHand).toBe(0);
  expect(most).toBe(1);
});

test("a timer without a success for long is named by its check", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  try {
    const run = vi.fn().mockRejectedValue(new Error("away"));
    const { check } = createTimer(
      { name: "t", everyMs: 1_000, run },
      { logger, succeeded: () => undefined },
    );
    expect(await check.check()).toEqual({ ok: true });
    vi.advanceTimersByTime(31_000);
    expect(await check.check()).toEqual({ ok: false, detail: "no success for 31 s" });
  } finally {
    vi.useRealTimers();
  }
});

test("a failure that goes on is said once, and again when it has other words or there was a success", async () => {
  const said: unknown[] = [];
  const warn = (fields: { err: { message: string }; unsaid: number }) =>
    void said.push([fields.err.message, fields.unsaid]);
  const run = vi.fn().mockRejectedValue(new Error("still away"));
  for (const [message, times] of Object.entries({ away: 3, full: 2 })) {
    for (let n = 0; n < times; n += 1) run.mockRejectedValueOnce(new Error(message));
  }
  run.mockResolvedValueOnce(undefined).mockRejectedValueOnce(new Error("full"));
  const deps = { logger: { ...logger, warn } as unknown as typeof logger, succeeded: vi.fn() };
  const { component } = createTimer({ name: "t", everyMs: 1, run }, deps);
  await component.start();
  await vi.waitFor(() => expect(run.mock.calls.length).toBeGreaterThan(9));
  await component.stop();
  expect(said).toEqual([
    ["away", 0],
    ["full", 2],
    ["full", 0],
    ["still away", 0],
  ]);
});
