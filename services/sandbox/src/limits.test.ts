import { expect, test } from "vitest";
import { createLimits } from "./limits.ts";

const send = (chatId: string) => ({ botId: 1, chatId, method: "sendMessage" });

test("a chat takes one message in any second", () => {
  const limits = createLimits();
  expect(limits.arrive(send("5"), 0)).toBeUndefined();
  expect(limits.arrive(send("5"), 999)).toBe(1);
  expect(limits.arrive(send("5"), 1_000)).toBeUndefined();
  expect(limits.arrive(send("6"), 1_000)).toBeUndefined();
});

test("a bot sends thirty in any second, wherever the second begins", () => {
  const limits = createLimits();
  for (let index = 0; index < 15; index++) limits.arrive(send(`a${index}`), 900 + index);
  for (let index = 0; index < 15; index++) limits.arrive(send(`b${index}`), 1_100 + index);
  expect(limits.arrive(send("c"), 1_899)).toBe(1);
  expect(limits.arrive(send("c"), 1_901)).toBeUndefined();
});

test("a group takes twenty in a minute and says how long to wait", () => {
  const limits = createLimits();
  for (let index = 0; index < 20; index++) {
    expect(limits.arrive(send("-100"), index * 1_000)).toBeUndefined();
  }
  expect(limits.arrive(send("-100"), 20_000)).toBe(40);
  expect(limits.arrive(send("-100"), 60_000)).toBeUndefined();
});

test("violations are counted, and with enforce off they are only counted", () => {
  const limits = createLimits();
  limits.configure({ enforce: false });
  expect(limits.arrive(send("5"), 0)).toBeUndefined();
  expect(limits.arrive(send("5"), 10)).toBeUndefined();
  expect(limits.arrive(send("5"), 20)).toBeUndefined();
  const { data, ...counts } = limits.violations();
  expect(counts).toEqual({
    total: 2,
    bot: 0,
    paid: 0,
    chat: 2,
    group: 0,
    peaks: { bot: 3, paid: 0, chat: 3, group: 0 },
  });
  expect(data[1]).toMatchObject({ limit: "chat", botId: "1", chatId: "5", arrived: 3 });
  expect(limits.violations("2").total).toBe(0);
});

test("what costs Stars is counted apart: a thousand in any second, beside the free thirty", () => {
  const limits = createLimits();
  const paid = (index: number) => ({ ...send(`p${index}`), paid: true });
  for (let index = 0; index < 1_000; index++) {
    expect(limits.arrive(paid(index), index / 2)).toBeUndefined();
  }
  expect(limits.arrive(paid(1_000), 999)).toBe(1);
  for (let index = 0; index < 30; index++) {
    expect(limits.arrive(send(`f${index}`), 500)).toBeUndefined();
  }
  expect(limits.violations()).toMatchObject({ total: 1, paid: 1, peaks: { bot: 30, paid: 1_000 } });
});

test("a refused message does not count against the next one", () => {
  const limits = createLimits();
  limits.arrive(send("5"), 0);
  limits.arrive(send("5"), 900);
  expect(limits.arrive(send("5"), 1_001)).toBeUndefined();
});

test("a limit set to null is off", () => {
  const limits = createLimits();
  limits.configure({ chat: null });
  limits.arrive(send("5"), 0);
  expect(limits.arrive(send("5"), 1)).toBeUndefined();
});
