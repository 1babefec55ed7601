import { expect, test } from "vitest";
import { createTroubles, defaultPatience } from "./troubles.ts";

function setup() {
  let time = 0;
  const troubles = createTroubles({ patience: defaultPatience, now: () => time, random: () => 0 });
  return { troubles, pass: (ms: number) => (time += ms), now: () => time };
}

test("waits twice as long after each failure, up to a minute", () => {
  const { troubles } = setup();
  const delays = Array.from({ length: 9 }, () => troubles.failed("silence").delayMs / 1_000);
  expect(delays).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
});

test("the waiting time is spread, so that many bots do not come back in step", () => {
  const troubles = createTroubles({ patience: defaultPatience, now: () => 0, random: () => 1 });
  expect(troubles.failed("silence").delayMs).toBe(800);
});

test("silence is shown after a minute and over with the first answer", () => {
  const { troubles, pass, now } = setup();
  expect(troubles.failed("silence").level).toBe("passing");
  pass(59_999);
  expect(troubles.failed("silence").level).toBe("passing");
  pass(1);
  expect(troubles.failed("silence").level).toBe("degraded");
  expect(troubles.succeeded(now())).toBe(true);
  expect(troubles.failed("silence")).toMatchObject({ failures: 1, level: "passing" });
});

test("a second conflict is shown first, one that goes on for half a minute then needs a person", () => {
  const { troubles, pass } = setup();
  expect(troubles.failed("conflict").level).toBe("passing");
  pass(30_000);
  expect(troubles.failed("conflict").level).toBe("degraded");
  expect(troubles.failed("conflict").level).toBe("person");
});

test("being answered in turns with another program is no end of a conflict", () => {
  const { troubles, pass, now } = setup();
  troubles.failed("conflict");
  pass(20_000);
  expect(troubles.succeeded(now() - 5_000)).toBe(false);
  expect(troubles.failed("conflict").level).toBe("degraded");
  pass(20_000);
  expect(troubles.succeeded(now() - 20_000)).toBe(false);
  expect(troubles.failed("conflict").level).toBe("person");
  pass(25_000);
  expect(troubles.succeeded(now() - 25_000)).toBe(false);
  pass(5_000);
  expect(troubles.succeeded(now() - 5_000)).toBe(true);
});

test("without any trouble all is well", () => {
  expect(setup().troubles.succeeded(0)).toBe(true);
});
