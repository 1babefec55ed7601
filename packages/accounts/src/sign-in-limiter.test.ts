import { RateLimiterMemory } from "rate-limiter-flexible";
import { afterEach, expect, test, vi } from "vitest";
import { createCodeLimiter, createSignInLimiter, type MakeCounter } from "./sign-in-limiter.ts";

const inMemory: MakeCounter = (options) => new RateLimiterMemory(options);

const email = "owner@example.com";

afterEach(() => {
  vi.useRealTimers();
});

test("five wrong passwords for one e-mail from one address, then a wait", async () => {
  const limiter = createSignInLimiter(inMemory);
  for (let attempt = 0; attempt < 5; attempt++) {
    expect(await limiter.attempt(email, "192.0.2.1")).toBe(0);
  }
  expect(await limiter.attempt(" OWNER@example.com ", "192.0.2.1")).toBeGreaterThan(800);
  // Its owner, elsewhere, is not locked out by it.
  expect(await limiter.attempt(email, "192.0.2.2")).toBe(0);
});

test("a right password forgives the wrong ones before it", async () => {
  const limiter = createSignInLimiter(inMemory);
  for (let attempt = 0; attempt < 5; attempt++) await limiter.attempt(email, "192.0.2.1");
  await limiter.succeeded(email, "192.0.2.1");
  expect(await limiter.attempt(email, "192.0.2.1")).toBe(0);
});

test("attempts at the same time all count", async () => {
  const limiter = createSignInLimiter(inMemory);
  const waits = await Promise.all(
    Array.from({ length: 20 }, () => limiter.attempt(email, "192.0.2.1")),
  );
  expect(waits.filter((wait) => wait === 0)).toHaveLength(5);
});

test("one address cannot try many e-mails without end", async () => {
  const limiter = createSignInLimiter(inMemory);
  const waits = [];
  for (let person = 0; person < 60; person++) {
    waits.push(await limiter.attempt(`p${person}@example.com`, "192.0.2.1"));
  }
  expect(waits.filter((wait) => wait === 0)).toHaveLength(50);
});

test("the addresses of one IPv6 network count as one: its subscriber has them all", async () => {
  const limiter = createSignInLimiter(inMemory);
  for (let attempt = 0; attempt < 5; attempt++) {
    expect(await limiter.attempt(email, `2001:db8:1:2::${attempt}`)).toBe(0);
  }
  expect(await limiter.attempt(email, "2001:db8:1:2:ffff::1")).toBeGreaterThan(800);
  expect(await limiter.attempt(email, "2001:db8:1:3::1")).toBe(0);
});

test("an address that may not try leaves no mark on any e-mail", async () => {
  vi.useFakeTimers();
  const limiter = createSignInLimiter(inMemory);
  for (let person = 0; person < 50; person++) {
    await limiter.attempt(`p${person}@example.com`, "192.0.2.1");
  }
  await vi.advanceTimersByTimeAsync(14 * 60_000);
  for (let attempt = 0; attempt < 10; attempt++) {
    expect(await limiter.attempt(email, "192.0.2.1")).toBeGreaterThan(0);
  }
  await vi.advanceTimersByTimeAsync(2 * 60_000);
  expect(await limiter.attempt(email, "192.0.2.1")).toBe(0);
});

test("ten wrong codes for one person, then a wait; a right one forgives them", async () => {
  const limiter = createCodeLimiter(inMemory);
  const waits = await Promise.all(Array.from({ length: 20 }, () => limiter.attempt("usr_1")));
  expect(waits.filter((wait) => wait === 0)).toHaveLength(10);
  expect(await limiter.attempt("usr_2")).toBe(0);
  await limiter.succeeded("usr_1");
  expect(await limiter.attempt("usr_1")).toBe(0);
});

test("a code is fresh once, for each person by themselves", async () => {
  const limiter = createCodeLimiter(inMemory);
  const shown = await Promise.all(
    Array.from({ length: 3 }, () => limiter.isFresh("usr_1", "123456")),
  );
  expect(shown.filter(Boolean)).toHaveLength(1);
  expect(await limiter.isFresh("usr_1", "654321")).toBe(true);
  expect(await limiter.isFresh("usr_2", "123456")).toBe(true);
});
