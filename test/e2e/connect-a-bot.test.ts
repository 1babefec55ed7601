/** An admin pastes a token and sees at once that the bot works. */
import { expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { describeHouse } from "./setup/house.ts";

describeHouse("connect a bot", (start) => {
  test("the bot is verified before anything is stored, then its webhook is registered", async () => {
    const { owner, telegram, origin, webhookOf } = await start();
    const bot = await telegram.createBot("Lumen");

    const seen = await owner.call("POST", "/connections/validate", {
      body: { botToken: bot.token },
    });
    const { id, username } = bot;
    expect(seen.body).toEqual({ bot: { id, username, name: "Lumen", picture: null } });
    expect((await owner.call("GET", "/connections")).body.data).toEqual([]);

    const made = await owner.call("POST", "/connections", {
      body: { provider: "telegram", botToken: bot.token, displayName: "Support" },
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ displayName: "Support", bot: { id: bot.id } });

    const ready = await eventually(async () => {
      const connection = await owner.connection(made.body.id);
      return connection.status === "inbound_ready" && connection;
    });
    expect(ready.webhook.registeredAt).not.toBeNull();
    expect(ready.webhook.url).toMatch(/\/api\/v1\/sidekick\/integrations\/telegram\/webhook\?key=/);

    const [getMe] = await telegram.calls({ botId: bot.id });
    expect(getMe?.method.toLowerCase()).toBe("getme");
    const [set] = await telegram.calls({ botId: bot.id, method: "setWebhook" });
    const { url, secret } = await webhookOf(made.body.id, bot);
    expect(url.origin + url.pathname).toBe(
      `${origin}/api/v1/sidekick/integrations/telegram/webhook`,
    );
    expect(secret).toMatch(/^[\w-]{43,256}$/);
    const allowed = set?.payload.allowed_updates;
    const kinds = typeof allowed === "string" ? JSON.parse(allowed) : allowed;
    expect(kinds).toEqual(expect.arrayContaining(["message", "callback_query", "chat_member"]));
    // The whole key is Telegram's to know; ours to mask.
    expect(ready.webhook.url).not.toContain(url.searchParams.get("key"));
  });

  test("setWebhook is tried again while Telegram is in trouble", async () => {
    const { owner, telegram } = await start();
    const bot = await telegram.createBot();
    await telegram.fault({
      method: "setWebhook",
      count: 2,
      answer: { status: 502, description: "Bad Gateway" },
    });
    expect((await owner.connect(bot)).status).toBe("inbound_ready");
  });
});
