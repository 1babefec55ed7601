import { createLogger } from "@lumenflow/runtime";
import { expect, onTestFinished, test, vi } from "vitest";
import { createAlarm } from "./alarm.ts";

function setup() {
  vi.useFakeTimers();
  const rung: string[][] = [];
  const alarm = createAlarm({
    queues: {
      ringAll: async (_job, payloads) => {
        rung.push(
          (payloads as readonly { endpointId: string }[]).map(({ endpointId }) => endpointId),
        );
      },
    },
    logger: createLogger({ name: "test", level: "silent" }),
  });
  onTestFinished(() => {
    alarm.stop();
    vi.useRealTimers();
  });
  return { alarm, rung };
}

test("rings at once, for all that is heard of in one go", async () => {
  const { alarm, rung } = setup();
  alarm.wake("a");
  alarm.wake("b");
  await vi.advanceTimersByTimeAsync(0);
  expect(rung).toEqual([["a", "b"]]);
});

test("rings once in two seconds for each, and again at their end for what came meanwhile", async () => {
  const { alarm, rung } = setup();
  for (let n = 0; n < 10; n += 1) {
    alarm.wake("a");
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(rung).toEqual([["a"]]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(rung).toEqual([["a"], ["a"]]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(rung).toHaveLength(2);
});
