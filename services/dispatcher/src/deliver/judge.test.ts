/** What an answer means, as a table. */
import { describe, expect, test } from "vitest";
import { type Answer, consequenceOf, mayComeEarly } from "./judge.ts";
import { defaultSchedule, stepMs, totalMs } from "./schedule.ts";

const schedule = { stepsMs: [1_000, 2_000], jitter: 0 };
const first = { attempts: 0, ageMs: 10, waitMs: 0 };
const answered = (code: number, retryAfter?: string): Answer => ({
  kind: "answered",
  code,
  ...(retryAfter !== undefined && { retryAfter }),
});
const failed = (code: string): Answer => ({
  kind: "unanswered",
  error: Object.assign(new Error("it went wrong"), { code }),
});

describe("an answer", () => {
  test.each([200, 201, 202, 204, 299])("of %i says that it arrived", (code) => {
    expect(consequenceOf(answered(code), first, schedule)).toEqual({ to: "delivered" });
  });

  test.each([
    [301, "redirect"],
    [308, "redirect"],
    [400, "http_400"],
    [401, "http_401"],
    [404, "http_404"],
    [429, "http_429"],
    [500, "http_500"],
    [503, "http_503"],
  ])("of %i is tried again, its cause %s", (code, cause) => {
    expect(consequenceOf(answered(code), first, schedule)).toMatchObject({
      to: "pending",
      fault: { cause },
      waitMs: 1_000,
      spent: true,
    });
  });

  test("of 410 ends the endpoint, not the delivery", () => {
    expect(consequenceOf(answered(410), first, schedule).to).toBe("gone");
  });

  test.each([
    ["REFUSED_ADDRESS", "refused_address"],
    ["ENOTFOUND", "name_not_resolved"],
    ["EAI_AGAIN", "name_not_resolved"],
    ["ECONNREFUSED", "connection_refused"],
    ["ECONNRESET", "connection_lost"],
    ["UND_ERR_SOCKET", "connection_lost"],
    ["UND_ERR_CONNECT_TIMEOUT", "unreachable"],
    ["EHOSTUNREACH", "unreachable"],
    ["TIMEOUT", "timeout"],
    ["CERT_HAS_EXPIRED", "tls"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "tls"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "tls"],
    ["HPE_INVALID_CONSTANT", "not_answered"],
  ])("that never came, for %s, has the cause %s", (code, cause) => {
    expect(consequenceOf(failed(code), first, schedule)).toMatchObject({
      to: "pending",
      fault: { cause, detail: "it went wrong" },
    });
  });
});

describe("the schedule", () => {
  test("moves on with every failure and ends in a dead letter", () => {
    const after = (attempts: number) =>
      consequenceOf(answered(500), { ...first, attempts }, schedule);
    expect(after(0)).toMatchObject({ to: "pending", waitMs: 1_000 });
    expect(after(1)).toMatchObject({ to: "pending", waitMs: 2_000 });
    expect(after(2)).toMatchObject({ to: "dead", fault: { cause: "http_500" } });
  });

  test("of our own takes twelve attempts and about three days, none at the same moment", () => {
    expect(defaultSchedule.stepsMs).toHaveLength(11);
    expect(totalMs(defaultSchedule) / 3_600_000).toBeCloseTo(75.7, 1);
    expect(stepMs(defaultSchedule, 0, () => 0)).toBe(4_500);
    expect(stepMs(defaultSchedule, 0, () => 1)).toBe(5_500);
  });
});

describe("an endpoint that asks to wait", () => {
  test.each([
    [429, "7", 7_000],
    [503, "7", 7_000],
    [429, "0", 1_000],
    [503, "999999", 3_600_000],
  ])("with %i and Retry-After: %s is heard, and no attempt is spent", (code, text, waitMs) => {
    expect(
      consequenceOf(answered(code, text), { ...first, attempts: 2, ageMs: 1 }, schedule),
    ).toEqual({ to: "pending", fault: expect.anything(), waitMs, spent: false });
  });

  test("may give a date", () => {
    const date = new Date(Date.now() + 60_000).toUTCString();
    const { waitMs } = consequenceOf(answered(503, date), first, schedule) as { waitMs: number };
    expect(waitMs).toBeGreaterThan(55_000);
    expect(waitMs).toBeLessThanOrEqual(60_000);
  });

  test("is not heard where it makes no sense", () => {
    for (const answer of [answered(429, "soon"), answered(500, "7"), answered(400, "7")]) {
      expect(consequenceOf(answer, first, schedule)).toMatchObject({ waitMs: 1_000, spent: true });
    }
  });

  test("for longer than the schedule lasts spends attempts like any other", () => {
    const old = { ...first, ageMs: 3_001 };
    expect(consequenceOf(answered(429, "7"), old, schedule)).toMatchObject({
      to: "pending",
      waitMs: 7_000,
      spent: true,
    });
    expect(consequenceOf(answered(429, "7"), { ...old, attempts: 2 }, schedule).to).toBe("dead");
  });
});

test("an attempt before its time changes nothing when it fails", () => {
  const early = { attempts: 2, ageMs: 10, waitMs: 123 };
  expect(consequenceOf(answered(500), early, schedule)).toMatchObject({
    to: "pending",
    waitMs: 123,
    spent: false,
  });
  expect(consequenceOf(answered(200), early, schedule).to).toBe("delivered");
});

test("only what shows that the endpoint was away may come early", () => {
  for (const cause of ["connection_refused", "timeout", "http_502", "http_503", "unreachable"]) {
    expect(mayComeEarly(cause), cause).toBe(true);
  }
  for (const cause of ["http_500", "http_400", "asked_to_wait", "refused_address", "tls", null]) {
    expect(mayComeEarly(cause), String(cause)).toBe(false);
  }
});
