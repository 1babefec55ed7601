/** What may be spoken to, as a table: one row per kind of address. */
import { describe, expect, test } from "vitest";
import { createAddressRules } from "./addresses.ts";

const { refusalOf } = createAddressRules();

describe("without anything allowed", () => {
  test.each([
    "8.8.8.8",
    "168.63.129.17",
    "2001:4860:4860::8888",
    "::ffff:8.8.8.8",
    // What an IPv6-only network makes of a public IPv4 address.
    "64:ff9b::808:808",
  ])("%s is public", (address) => {
    expect(refusalOf(address)).toBeUndefined();
  });

  test.each([
    ["0.0.0.0", "unspecified"],
    ["127.0.0.1", "loopback"],
    ["127.255.255.254", "loopback"],
    ["10.0.0.1", "private"],
    ["172.31.0.1", "private"],
    ["192.168.1.1", "private"],
    ["100.64.0.1", "carrier"],
    ["100.100.100.200", "carrier"],
    ["169.254.169.254", "link-local"],
    ["168.63.129.16", "metadata"],
    ["192.0.0.192", "reserved"],
    ["192.0.2.1", "reserved"],
    ["198.18.0.1", "reserved"],
    ["224.0.0.1", "multicast"],
    ["240.0.0.1", "reserved"],
    ["255.255.255.255", "broadcast"],
    ["::", "unspecified"],
    ["::1", "loopback"],
    ["::127.0.0.1", "loopback"],
    ["::ffff:127.0.0.1", "loopback"],
    ["::ffff:a9fe:a9fe", "link-local"],
    ["::ffff:0:7f00:1", "reserved"],
    ["64:ff9b::10.0.0.1", "private"],
    ["64:ff9b::7f00:1", "loopback"],
    ["64:ff9b:1::808:808", "reserved"],
    ["2002:7f00:1::", "tunnel"],
    ["2002:808:808::1", "tunnel"],
    ["2001:0:1::1", "tunnel"],
    ["fe80::1", "link-local"],
    ["fec0::1", "private"],
    ["fd00:ec2::254", "private"],
    ["ff02::1", "multicast"],
    ["2001:db8::1", "reserved"],
    ["example.org", "not an address"],
    ["0x7f.1", "not an address"],
  ])("%s is refused: %s", (address, word) => {
    expect(refusalOf(address)).toContain(word);
  });
});

describe("what the operator allows", () => {
  const rules = createAddressRules(["127.0.0.0/8", "10.1.2.3", "fd00::/8"]);

  test.each(["127.9.9.9", "::ffff:127.0.0.1", "10.1.2.3", "64:ff9b::10.1.2.3", "fd12::1"])(
    "%s is allowed",
    (address) => {
      expect(rules.refusalOf(address)).toBeUndefined();
    },
  );

  test.each(["10.1.2.4", "::1", "192.168.1.1", "fc00::1", "169.254.169.254"])(
    "%s is not",
    (address) => {
      expect(rules.refusalOf(address)).toBeDefined();
    },
  );
});
