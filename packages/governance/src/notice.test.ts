import { expect, test } from "vitest";
import { faultsOfQuietHours, noticesNow } from "./notice.ts";

const night = { zone: "Europe/Vienna", from: "22:00", to: "07:00" };
const all = ["console", "telegram", "webhook"];
const at = (iso: string) => new Date(iso);
const told = (quietHours: unknown, now: string, channels = all) =>
  noticesNow([{ userId: "usr_1", channels, quietHours }], at(now))[0];

test("whoever has chosen nothing else is told by everything, at any time", () => {
  expect(told(null, "2026-11-26T02:00:00Z")).toEqual({
    userId: "usr_1",
    channels: all,
    quietUntil: null,
  });
});

test("only by the channels that a person wants; what is not known counts for none", () => {
  expect(told(null, "2026-11-26T12:00:00Z", ["telegram", "pigeon"])?.channels).toEqual([
    "telegram",
  ]);
  expect(told(null, "2026-11-26T12:00:00Z", [])?.channels).toEqual([]);
});

test.each([
  ["before they begin", "2026-11-26T20:59:59Z", null],
  ["from their first minute", "2026-11-26T21:00:00Z", "2026-11-27T06:00:00.000Z"],
  ["after midnight there", "2026-11-26T23:30:20Z", "2026-11-27T06:00:00.000Z"],
  ["in their last minute", "2026-11-27T05:59:59Z", "2026-11-27T06:00:00.000Z"],
  ["when they are over", "2026-11-27T06:00:00Z", null],
  ["over the night in which clocks go forward", "2027-03-28T00:30:00Z", "2027-03-28T05:00:00.000Z"],
  ["over the night in which clocks go back", "2026-10-24T21:00:00Z", "2026-10-25T06:00:00.000Z"],
])("quiet hours, %s", (_name, now, until) => {
  const { channels, quietUntil } = told(night, now) ?? {};
  expect(quietUntil?.toISOString() ?? null).toBe(until);
  expect(channels).toEqual(until === null ? all : ["console"]);
});

test("a whole weekend counts as one stretch", () => {
  const weekend = { zone: "UTC", weekdays: ["sat", "sun"] };
  expect(told(weekend, "2026-11-28T10:00:00Z")?.quietUntil).toEqual(at("2026-11-30T00:00:00Z"));
  expect(told(weekend, "2026-11-27T23:59:00Z")?.quietUntil).toBeNull();
});

test("hours without an end are asked about again after a week", () => {
  const always = { zone: "UTC" };
  expect(told(always, "2026-11-28T00:00:00Z")?.quietUntil).toEqual(at("2026-12-05T00:00:00Z"));
});

test("hours that cannot be read any more keep nobody from being told", () => {
  expect(told({ zone: "Mars/Olympus" }, "2026-11-26T02:00:00Z")?.channels).toEqual(all);
});

test("what is wrong with quiet hours is said with its place", () => {
  expect(faultsOfQuietHours(night, "quietHours")).toEqual([]);
  expect(faultsOfQuietHours({ ...night, zone: "CET+1" }, "quietHours")).toMatchObject([
    { path: "quietHours.zone" },
  ]);
  expect(faultsOfQuietHours({ ...night, until: "1" }, "quietHours")).toMatchObject([
    { path: "quietHours.until" },
  ]);
});
