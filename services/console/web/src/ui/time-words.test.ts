import { describe, expect, it } from "vitest";
import { clockTime, exactTime, timeAgo, timeLeft, timeUntil } from "./time-words.ts";

const now = new Date("2026-11-22T12:00:00.000Z");
const later = (seconds: number) => new Date(now.getTime() + seconds * 1_000);
const hour = 3_600;
const day = 24 * hour;

describe("a time in the past", () => {
  it.each([
    [0, "just now"],
    [9.9, "just now"],
    [10, "10 s ago"],
    [59.9, "59 s ago"],
    [60, "1 min ago"],
    [hour - 1, "59 min ago"],
    [hour, "1 h ago"],
    [47 * hour, "47 h ago"],
    [48 * hour, "2 days ago"],
    [14 * day, "14 days ago"],
    [15 * day, "7 Nov 2026"],
  ])("of %s seconds is %s", (seconds, words) => {
    expect(timeAgo(later(-seconds), now, "UTC")).toBe(words);
  });

  it("is just now when the server's clock is a little ahead", () => {
    expect(timeAgo(later(8), now)).toBe("just now");
    expect(timeAgo(later(90), now)).toBe("in 1 min");
  });
});

describe("a time to come", () => {
  it.each([
    [-1, "now"],
    [30, "in 30 s"],
    [125, "in 2 min"],
    [3 * day, "in 3 days"],
    [20 * day, "on 12 Dec 2026"],
  ])("of %s seconds is %s", (seconds, words) => {
    expect(timeUntil(later(seconds), now, "UTC")).toBe(words);
  });
});

it("what is left is never rounded up, and nothing is left at the end", () => {
  expect(timeLeft(later(119), now)).toBe("1 min left");
  expect(timeLeft(later(0.4), now)).toBe("1 s left");
  expect(timeLeft(now, now)).toBeNull();
});

it("says exactly when, in the viewer's zone", () => {
  expect(exactTime(now, "Europe/Berlin")).toBe("22 Nov 2026, 13:00:00 CET");
  expect(exactTime(now, "America/New_York")).toBe("22 Nov 2026, 07:00:00 GMT-5");
  expect(clockTime(now, "Asia/Tokyo")).toBe("21:00");
});
