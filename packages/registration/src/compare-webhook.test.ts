import { newWebhookKeyId } from "@lumenflow/runtime";
import type { WebhookInfo } from "@lumenflow/telegram";
import { expect, test } from "vitest";
import { compareWebhook, isOurs, type Standing } from "./compare-webhook.ts";
import { wantedWebhook } from "./wanted-webhook.ts";

const macKey = Buffer.alloc(32, 1);
const connection = {
  webhookKeyId: newWebhookKeyId(),
  allowedUpdates: ["message", "poll"],
  registeredUrl: "https://bots.example.com/api/v1/sidekick/integrations/telegram/webhook",
  registeredUpdates: ["message", "poll"],
  shownUpdates: ["message", "poll"],
};
const wanted = wantedWebhook(connection, "https://bots.example.com", macKey);
const other = wantedWebhook(
  { ...connection, webhookKeyId: newWebhookKeyId() },
  "https://bots.example.com",
  macKey,
);
const shown: WebhookInfo = {
  url: wanted.url,
  pendingUpdateCount: 0,
  hasCustomCertificate: false,
  lastErrorDate: null,
  lastErrorMessage: null,
  lastSynchronizationErrorDate: null,
  maxConnections: 40,
  ipAddress: null,
  allowedUpdates: ["poll", "message"],
};
const moved = wanted.url.replace("bots", "old");
const secretive = "https://user:pass@other.example:8443/hook/secret?token=secret#secret";

test("the wanted webhook names our route, with the key only in the part that is kept secret", () => {
  expect(wanted.address).toBe(
    "https://bots.example.com/api/v1/sidekick/integrations/telegram/webhook",
  );
  expect(wanted.url).toMatch(/\?key=[\w-]{22}\.[\w-]{22}$/);
  expect(wanted.allowedUpdates).toEqual(["message", "poll"]);
});

test.each<[string, Partial<WebhookInfo>, Standing]>([
  ["the same in another order", {}, { kind: "as_wanted" }],
  ["connections at Telegram's default", { maxConnections: null }, { kind: "as_wanted" }],
  ["none", { url: "" }, { kind: "missing" }],
  [
    "another service's, of which the host alone is told",
    { url: secretive },
    { kind: "foreign", host: "other.example:8443" },
  ],
  ["another connection's", { url: other.url }, { kind: "foreign", host: "bots.example.com" }],
  [
    "no address at all",
    { url: "http://" },
    { kind: "foreign", host: "an address that cannot be read" },
  ],
  ["ours at another origin", { url: moved }, { kind: "elsewhere", host: "old.example.com" }],
  [
    "other kinds of updates",
    { allowedUpdates: ["message"] },
    { kind: "changed", settings: ["allowed_updates"] },
  ],
  [
    "Telegram's default kinds",
    { allowedUpdates: null },
    { kind: "changed", settings: ["allowed_updates"] },
  ],
  [
    "other connections, and a certificate of somebody's",
    { maxConnections: 1, hasCustomCertificate: true },
    { kind: "changed", settings: ["max_connections", "certificate"] },
  ],
])("compared with what Telegram shows: %s", (_name, change, expected) => {
  const info = { ...shown, ...change };
  expect(compareWebhook({ info, wanted, connection, macKey })).toEqual(expected);
});

test("where we have moved since it was registered, nobody has taken it", () => {
  const registered = { ...connection, registeredUrl: wanted.address.replace("bots", "old") };
  const info = { ...shown, url: moved };
  const standing = compareWebhook({ info, wanted, connection: registered, macKey });
  expect(standing).toEqual({ kind: "outdated" });
});

test.each<[string, readonly string[], readonly string[], readonly string[] | null, string]>([
  ["a kind that Telegram dropped then", ["message", "poll"], ["message"], ["message"], "as_wanted"],
  ["the default, which Telegram hides", ["message", "poll"], [], null, "as_wanted"],
  ["a kind that somebody took away since", ["message", "poll"], ["message"], ["poll"], "changed"],
  ["kinds that we want only by now", ["message"], ["message"], ["message"], "outdated"],
  ["nothing known, and what we want", [], [], ["message", "poll"], "as_wanted"],
  ["nothing known, and something else", [], [], ["message"], "outdated"],
])("kinds of updates: %s", (_name, registeredUpdates, shownUpdates, allowedUpdates, kind) => {
  const info = { ...shown, allowedUpdates };
  const registered = { ...connection, registeredUpdates, shownUpdates };
  expect(compareWebhook({ info, wanted, connection: registered, macKey }).kind).toBe(kind);
});

test.each<[string, string, Standing]>([
  ["none is right", "", { kind: "as_wanted" }],
  ["another's is not", "https://a.example/x", { kind: "foreign", host: "a.example" }],
  ["ours is not", wanted.url, { kind: "elsewhere", host: "bots.example.com" }],
])("where a bot is polled: %s", (_name, url, expected) => {
  const info = { ...shown, url };
  expect(compareWebhook({ info, wanted: null, connection, macKey })).toEqual(expected);
});

test.each([
  ["our url", wanted.url, true],
  ["ours at an earlier origin", moved, true],
  ["another connection's", other.url, false],
  ["an invented key", `${wanted.address}?key=${"a".repeat(45)}`, false],
  ["somebody else's", "https://other.example/hook", false],
  ["none", "", false],
])("whose webhook it is: %s", (_name, url, expected) => {
  expect(isOurs({ ...shown, url }, connection, macKey)).toBe(expected);
});
