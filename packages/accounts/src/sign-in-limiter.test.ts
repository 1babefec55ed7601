import { expect, test } from "vitest";
import { createSignInLimiter } from "./sign-in-limiter.ts";

const email = "owner@example.com";

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
