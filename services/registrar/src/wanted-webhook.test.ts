import { newWebhookKeyId } from "@lumenflow/runtime";
import type { WebhookInfo } from "@lumenflow/telegram";
import { expect, test } from "vitest";
import { isAsWanted, isOurs, wantedWebhook } from "./wanted-webhook.ts";

const macKey = Buffer.alloc(32, 1);
const connection = { webhookKeyId: newWebhookKeyId(), allowedUpdates: ["message", "poll"] };
const wanted = wantedWebhook(connection, "https://bots.example.com", macKey);
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

test("the wanted webhook names our route, with the key only in the part that is kept secret", () => {
  expect(wanted.address).toBe(
    "https://bots.example.com/api/v1/sidekick/integrations/telegram/webhook",
  );
  expect(wanted.url).toMatch(/\?key=[\w-]{22}\.[\w-]{22}$/);
  expect(wanted.allowedUpdates).toEqual(["message", "poll"]);
});

test.each<[string, Partial<WebhookInfo>, boolean]>([
  ["the same in another order", {}, true],
  ["connections at Telegram's default", { maxConnections: null }, true],
  ["another url", { url: "https://other.example/hook" }, false],
  ["none", { url: "" }, false],
  ["other kinds of updates", { allowedUpdates: ["message"] }, false],
  ["Telegram's default kinds", { allowedUpdates: null }, false],
  ["other connections", { maxConnections: 1 }, false],
])("compared with what Telegram shows: %s", (_name, change, expected) => {
  expect(isAsWanted({ ...shown, ...change }, wanted)).toBe(expected);
});

test.each([
  ["our url", wanted.url, true],
  ["ours at an earlier origin", wanted.url.replace("bots", "old"), true],
  [
    "another connection's",
    wantedWebhook(
      { ...connection, webhookKeyId: newWebhookKeyId() },
      "https://bots.example.com",
      macKey,
    ).url,
    false,
  ],
  ["an invented key", `${wanted.address}?key=${"a".repeat(45)}`, false],
  ["somebody else's", "https://other.example/hook", false],
  ["none", "", false],
])("whose webhook it is: %s", (_name, url, expected) => {
  expect(isOurs({ ...shown, url }, connection, macKey)).toBe(expected);
});
