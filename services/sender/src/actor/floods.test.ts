import { expect, test } from "vitest";
import { createFloods } from "./floods.ts";

test("one chat refused again and again is that chat's matter", () => {
  const floods = createFloods(() => 0);
  expect([1, 2, 3, 4].map(() => floods.hit("1", 9_000))).toEqual([0, 0, 0, 0]);
});

test("three chats refused within seconds hold the bot, for the shortest time asked", () => {
  const floods = createFloods(() => 0);
  expect(floods.hit("1", 9_000)).toBe(0);
  expect(floods.hit("2", 3_000)).toBe(0);
  expect(floods.hit("3", 60_000)).toBe(3_000);
});

test("refusals far apart are not added up", () => {
  let time = 0;
  const floods = createFloods(() => time);
  for (const chat of ["1", "2", "3", "4"]) {
    expect(floods.hit(chat, 1_000)).toBe(0);
    time += 6_000;
  }
});
