import { expect, test } from "vitest";
import { networkOf } from "./network-of.ts";

test.each([
  ["203.0.113.9", "203.0.113.9"],
  ["::FFFF:203.0.113.9", "203.0.113.9"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
  ["2001:db8::1", "2001:db8:0:0"],
  ["2001:db8:0:0:ffff::1", "2001:db8:0:0"],
  ["::1", "0:0:0:0"],
  ["fe80::1%eth0", "fe80:0:0:0"],
  ["2001:DB8:A::1", "2001:db8:a:0"],
  ["203.0.113.9:50123", "203.0.113.9"],
  ["[2001:db8::1]:50123", "2001:db8:0:0"],
  ["[2001:db8::1]", "2001:db8:0:0"],
  ["::ffff:203.0.113.9", "203.0.113.9"],
  ["unknown", "unknown"],
])("%s counts as %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});
