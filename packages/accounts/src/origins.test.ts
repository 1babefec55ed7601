import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { isOwnOrigin } from "./origins.ts";

const own = ["https://bots.example.com", "http://127.0.0.1:3000"];
const from = (origin: string | undefined, host: string | undefined) =>
  isOwnOrigin({ headers: { origin, host } } as unknown as IncomingMessage, own);

test.each([
  ["an origin of ours", "https://bots.example.com", "127.0.0.1:3000", true],
  [
    "the very host that was asked, behind a port mapping",
    "http://10.0.0.5:8080",
    "10.0.0.5:8080",
    true,
  ],
  ["the same in other letters", "http://console.lan", "Console.LAN", true],
  ["another port of this machine", "http://127.0.0.1:4000", "127.0.0.1:3000", false],
  ["a foreign page", "https://evil.example", "127.0.0.1:3000", false],
  ["a page that hides where it comes from", "null", "127.0.0.1:3000", false],
  ["no page at all", undefined, "127.0.0.1:3000", false],
  ["no host", "https://evil.example", undefined, false],
])("%s", (_name, origin, host, expected) => {
  expect(from(origin, host)).toBe(expected);
});
