/** The IPv4 ranges that Telegram refuses to deliver to. */
import { BlockList } from "node:net";

/** td IPAddress.cpp 203-233, without loopback: the sandbox delivers to this machine on purpose. */
const RANGES: [string, number][] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];

const reserved = new BlockList();
for (const [address, prefix] of RANGES) reserved.addSubnet(address, prefix);

export const isReservedAddress = (address: string): boolean => reserved.check(address);

export const isLoopbackHost = (host: string): boolean =>
  host === "localhost" || host === "[::1]" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
