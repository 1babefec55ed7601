import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { isStrange } from "./doors.ts";

const origins = () => ["https://bots.example.com"];
const from = (remoteAddress: string, headers: Record<string, string>) =>
  ({ socket: { remoteAddress }, headers }) as unknown as IncomingMessage;

test.each<[string, string, Record<string, string>, boolean]>([
  ["a program on this machine", "127.0.0.1", { host: "127.0.0.1:3000" }, false],
  ["a program elsewhere", "10.0.0.7", { host: "ingress:3000" }, false],
  ["a program by the public name", "127.0.0.1", { host: "bots.example.com" }, false],
  ["our own page", "10.0.0.7", { host: "x", origin: "https://bots.example.com" }, false],
  ["a foreign page", "10.0.0.7", { host: "x", origin: "https://evil.example" }, true],
  ["a page without a place", "127.0.0.1", { host: "localhost", origin: "null" }, true],
  [
    "a page whose name was led to this machine",
    "127.0.0.1",
    { host: "evil.example:3000", origin: "http://evil.example:3000" },
    true,
  ],
  ["a request to such a name without an Origin", "::1", { host: "evil.example:3000" }, true],
  ["a request without a Host", "127.0.0.1", {}, true],
])("%s", (_who, address, headers, strange) => {
  expect(isStrange(from(address, headers), { origins })).toBe(strange);
});
