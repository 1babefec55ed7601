import { afterEach, expect, test } from "vitest";
import { startEndpoint, startSandbox, stopAll } from "../testing/setup.ts";

afterEach(stopAll);

async function setup() {
  const sandbox = await startSandbox();
  const endpoint = await startEndpoint();
  const bot = await sandbox.bot();
  const set = (params: object = {}) => bot.call("setWebhook", { url: endpoint.url, ...params });
  return { ...sandbox, endpoint, bot, set };
}

test("setWebhook answers as Telegram does and getWebhookInfo shows it, without the secret", async () => {
  const { bot, set, endpoint } = await setup();
  expect(
    (await set({ secret_token: "s3cret", allowed_updates: ["message", "nonsense"] })).text,
  ).toBe('{"ok":true,"result":true,"description":"Webhook was set"}');
  const info = await bot.call("getWebhookInfo");
  expect(info.json.result).toEqual({
    url: endpoint.url,
    has_custom_certificate: false,
    pending_update_count: 0,
    max_connections: 40,
    ip_address: "127.0.0.1",
    allowed_updates: ["message"],
  });
  const again = await set({ secret_token: "s3cret" });
  expect([again.status, again.json.parameters]).toEqual([429, { retry_after: 1 }]);
  expect((await bot.call("deleteWebhook")).json.description).toBe("Webhook was deleted");
  expect((await bot.call("deleteWebhook")).json.description).toBe("Webhook is already deleted");
});

test.each([
  [{ url: "ftp://x.org" }, "bad webhook: An HTTPS URL must be provided for webhook"],
  [
    { url: "https://x.org:4443/" },
    "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
  ],
  [{ url: "https://10.1.2.3/" }, "bad webhook: IP address 10.1.2.3 is reserved"],
  [{ url: "https://[2001:db8::1]/" }, "bad webhook: IPv6-only addresses are not allowed"],
  [
    { url: "https://nowhere.invalid/" },
    "bad webhook: Failed to resolve host: Name or service not known",
  ],
  [{ url: "https://" }, "invalid webhook URL specified"],
  [{ url: "https://x.org", ip_address: "x" }, "bad webhook: Invalid IP address specified"],
  [{ url: "https://x.org", secret_token: "a".repeat(257) }, "secret token is too long"],
  [{ url: "https://x.org", secret_token: "a b" }, "secret token contains unallowed characters"],
])("setWebhook %j is refused", async (params, text) => {
  const { bot } = await setup();
  const { status, json } = await bot.call("setWebhook", params);
  expect([status, json.description]).toEqual([400, `Bad Request: ${text}`]);
});
