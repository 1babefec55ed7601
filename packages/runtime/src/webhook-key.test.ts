import { createSecretKey, randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { newWebhookKeyId, readWebhookKey, webhookKeyOf } from "./webhook-key.ts";

const macKey = randomBytes(32);

describe("a webhook key", () => {
  test("leads back to its id", () => {
    const keyId = newWebhookKeyId();
    expect(readWebhookKey(macKey, webhookKeyOf(macKey, keyId))).toBe(keyId);
    expect(readWebhookKey(createSecretKey(macKey), webhookKeyOf(macKey, keyId))).toBe(keyId);
  });

  test("is refused when any character of it is another", () => {
    const key = webhookKeyOf(macKey, newWebhookKeyId());
    for (let at = 0; at < key.length; at += 1) {
      const other = key[at] === "A" ? "B" : "A";
      expect(readWebhookKey(macKey, key.slice(0, at) + other + key.slice(at + 1))).toBeNull();
    }
  });

  test("is refused under another installation's MAC key", () => {
    expect(readWebhookKey(randomBytes(32), webhookKeyOf(macKey, newWebhookKeyId()))).toBeNull();
  });

  test("is refused in any odd shape", () => {
    const key = webhookKeyOf(macKey, newWebhookKeyId());
    const odd = ["", ".", key.slice(1), `${key}A`, `A${key}`, key.replace(".", ""), "é".repeat(45)];
    for (const each of [...odd, "x".repeat(100_000)]) {
      expect(readWebhookKey(macKey, each)).toBeNull();
    }
  });

  test("has a MAC for whatever id it is given, but only ids of our shape are read", () => {
    expect(readWebhookKey(macKey, webhookKeyOf(macKey, "short"))).toBeNull();
  });
});
