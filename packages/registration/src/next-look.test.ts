import { expect, test } from "vitest";
import type { Verdict } from "./assess.ts";
import { isNewcomer, nextLookMs } from "./next-look.ts";

const minute = 60_000;
const middle = () => 0.5;

test.each<[string, Verdict, { misses?: number; newcomer?: boolean }, number]>([
  ["a healthy bot every ten minutes", "healthy", { misses: 0 }, 10 * minute],
  ["one just connected every minute", "healthy", { misses: 0, newcomer: true }, minute],
  ["an ailing one soon", "failing", { misses: 1 }, 30_000],
  ["then less and less often", "failing", { misses: 4 }, 4 * minute],
  ["but never less often than a healthy one", "failing", { misses: 400 }, 10 * minute],
  ["soon after its webhook was set", "set", { misses: 0 }, 30_000],
  ["seldom where a person is waited for", "person", { misses: 9 }, 30 * minute],
])("looks at %s", (_name, verdict, state, expected) => {
  expect(nextLookMs(verdict, state, middle)).toBe(expected);
});

test("looks are spread by a fifth to either side", () => {
  expect(nextLookMs("healthy", {}, () => 0)).toBe(8 * minute);
  expect(nextLookMs("healthy", {}, () => 1)).toBe(12 * minute);
});

test("a bot is new for a quarter of an hour, or until somebody has written to it", () => {
  const now = new Date("2026-11-25T12:00:00Z");
  const ago = (minutes: number) => new Date(now.getTime() - minutes * minute);
  const registered = { registeredAt: ago(14), lastDeliveryAt: null, now };
  expect(isNewcomer(registered)).toBe(true);
  expect(isNewcomer({ ...registered, registeredAt: ago(15) })).toBe(false);
  expect(isNewcomer({ ...registered, registeredAt: null })).toBe(false);
  expect(isNewcomer({ ...registered, lastDeliveryAt: ago(1) })).toBe(false);
});
