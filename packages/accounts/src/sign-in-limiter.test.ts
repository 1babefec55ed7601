import { afterEach, expect, test, vi } from "vitest";
import { createSignInLimiter } from "./sign-in-limiter.ts";

const email = "owner@example.com";

afterEach(() => {
  vi.useRealTimers();
});

test("five wrong passwords for one e-mail from one address, then a wait", async () => {
  const limiter = createSignInLimiter();
  for (let attempt = 0; attempt < 5; attempt++) {
    expect(await limiter.attempt(email, "192.0.2.1")).toBe(0);
  }
  expect(await limiter.attempt(" OWNER@example.com ", "192.0.2.1")).toBeGreaterThan(800);
  // Its owner, elsewhere, is not locked out by it.
  expect(await limiter.attempt(email, "192.0.2.2")).toBe(0);
});

test("a right password forgives the wrong ones before it", async () => {
  const limiter = createSignInLimiter();
  for (let attempt = 0; attempt < 5; attempt++) await limiter.attempt(email, "192.0.2.1");
  await limiter.succeeded(email, "192.0.2.1");
  expect(await limiter.attempt(email, "192.0.2.1")).toBe(0);
});

test("attempts at the same time all count", async () => {
  const limiter = createSignInLimiter();
  const waits = await Promise.all(
    Array.from({ length: 20 }, () => limiter.attempt(email, "192.0.2.1")),
  );
  expect(waits.filter((wait) => wait === 0)).toHaveLength(5);
});

test("one address cannot try many e-mails without end", async () => {
  const limiter = createSignInLimiter();
  const waits = [];
  for (let person = 0; person < 60; person++) {
    waits.push(await limiter.attempt(`p${person}@example.com`, "192.0.2.1"));
  }
  expect(waits.filter((wait) => wait === 0)).toHaveLength(50);
});

test("the addresses of one IPv6 network count as one: its subscriber has them all", async () => {
  const limiter = createSignInLimiter();
  for (let attempt = 0; attempt < 5; attempt++) {
    expect(await limiter.attempt(email, `2001:db8:1:2::${attempt}`)).toBe(0);
  }
  expect(await limiter.attempt(email, "2001:db8:1:2:ffff::1")).toBeGreaterThan(800);
  expect(await limiter.attempt(email, "2001:db8:1:3::1")).toBe(0);
});

test("an address that may not try leaves no mark on any e-mail", async () => {
  vi.useFakeTimers();
  const limiter = createSignInLimiter();
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
