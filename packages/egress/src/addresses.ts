/** Judges network addresses: what strangers may make us speak to, and what the operator allows besides. */
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

export interface AddressRules {
  /** Why nothing is sent to this address, in plain words; undefined where it may be. */
  refusalOf(address: string): string | undefined;
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** What the ranges are called where people read it; every range but `unicast` is refused. */
const words: Record<string, string> = {
  unspecified: "an unspecified address",
  loopback: "a loopback address",
  private: "a private address",
  uniqueLocal: "a private address",
  deprecatedSiteLocal: "a private address",
  linkLocal: "a link-local address",
  carrierGradeNat: "an address behind a carrier's NAT",
  multicast: "a multicast address",
  broadcast: "a broadcast address",
  "6to4": "a tunnel's address",
  teredo: "a tunnel's address",
};

/** Answers every machine of a Microsoft cloud with its secrets, from a public range. */
const azureMetadata = "168.63.129.16";
/** The one prefix behind which a NAT64 reaches the IPv4 internet (RFC 6052). */
const nat64 = ipaddr.parseCIDR("64:ff9b::/96");

/** `networks`: addresses and networks (`10.1.0.0/16`) that are allowed although they are not public. */
export function createAddressRules(networks: readonly string[] = []): AddressRules {
  const allowed = networks.map(networkOf);
  const isAllowed = (address: Address) =>
    allowed.some(([base, bits]) => base.kind() === address.kind() && address.match(base, bits));

  return {
    refusalOf(text) {
      if (isIP(text) === 0) return "not an address";
      const written = ipaddr.parse(text);
      const meant = embeddedIn(written);
      if (isAllowed(written) || isAllowed(meant)) return undefined;
      if (meant.toString() === azureMetadata) return "a cloud's metadata address";
      const range = meant.range();
      return range === "unicast" ? undefined : (words[range] ?? "a reserved address");
    },
  };
}

/** The IPv4 address that an IPv6 address stands for, or the address itself. */
function embeddedIn(address: Address): Address {
  if (!(address instanceof ipaddr.IPv6)) return address;
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  if (address.match(nat64)) return new ipaddr.IPv4(address.toByteArray().slice(12));
  return address;
}

function networkOf(text: string): [Address, number] {
  if (text.includes("/")) return ipaddr.parseCIDR(text);
  const address = ipaddr.parse(text);
  return [address, address.kind() === "ipv4" ? 32 : 128];
}
