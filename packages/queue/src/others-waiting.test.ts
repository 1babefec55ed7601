/** How runs learn that others wait. */
import { expect, test } from "vitest";
import { createOthersWaiting } from "./others-waiting.ts";

test("all runs of the process share one look in a quarter of a second", async () => {
  let looks = 0;
  let time = 0;
  const getWaitingCount = async () => {
    looks += 1;
    return looks - 1;
  };
  const othersWaiting = createOthersWaiting(
    () => ({ getWaitingCount }),
    () => time,
  );
  expect(await Promise.all([othersWaiting(), othersWaiting()])).toEqual([false, false]);
  expect(looks).toBe(1);
  time = 250;
  expect(await othersWaiting()).toBe(true);
  expect(looks).toBe(2);
});

test("nobody yields to a queue that cannot be seen", async () => {
  const getWaitingCount = () => Promise.reject(new Error("away"));
  expect(await createOthersWaiting(() => ({ getWaitingCount }))()).toBe(false);
});
