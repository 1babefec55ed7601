import { expect, test } from "vitest";
import { createLimits, networkOf } from "./limits.ts";

test.each([
  ["203.0.113.9", "203.0.113.9"],
  ["::ffff:203.0.113.9", "203.0.113.9"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
  ["2001:db8::1", "2001:db8:0:0"],
  ["2001:db8:0:0:ffff::1", "2001:db8:0:0"],
  ["::1", "0:0:0:0"],
  ["fe80::1%eth0", "fe80:0:0:0"],
  ["unknown", "unknown"],
])("%s counts as %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test("limits that are off ask nobody", () => {
  const limits = createLimits({
    limits: false,
    limiter: () => {
      throw new Error("asked");
    },
  });
  expect(limits.known({ connectionId: "a", workspaceId: "b" })).toBe(0);
  expect(limits.unknown("203.0.113.9")).toBe(0);
});
