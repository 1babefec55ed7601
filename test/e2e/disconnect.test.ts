/** Disconnecting removes the webhook, cancels what waits, erases the credentials and keeps the history. */
import { expect, test } from "vitest";
import { eventually, sql } from "../harness/index.ts";
import { describeHouse } from "./setup/house.ts";

describeHouse("disconnecting", (start) => {
  test("deleteWebhook, then the credentials are gone; waiting messages are cancelled", async () => {
    const { owner, sidekick, telegram, databaseUrl } = await start();
    const bot = await telegram.createBot();
    const connection = await owner.connect(bot);
    const chatId = await telegram.createPerson();
    await telegram.write(bot, { chatId, text: "kept" });
    await eventually(async () => (await owner.connection(connection.id)).status === "active");
    const waiting = await sidekick.ask({ connectionId: connection.id, chatId, text: "too late" });

    expect((await owner.call("DELETE", `/connections/${connection.id}`)).status).toBe(202);
    const gone = await eventually(async () => {
      const found = await owner.connection(connection.id);
      return found.status === "disconnected" && found;
    });
    expect(gone.warnings).toEqual([]);
    expect(await telegram.calls({ botId: bot.id, method: "deleteWebhook" })).toHaveLength(1);
    expect(await sql(databaseUrl, "SELECT 1 FROM credentials")).toEqual([]);

    expect((await sidekick.message(waiting.id)).status).toBe("cancelled");
    const late = await sidekick.call("POST", "/messages", {
      headers: { "idempotency-key": "late" },
      body: { connectionId: connection.id, chatId, content: { type: "text", text: "no" } },
    });
    expect(late.body).toMatchObject({ status: 409, code: "E041" });
    expect((await owner.call("GET", "/connections")).body.data).toEqual([]);
    expect((await owner.call("GET", "/connections?include=disconnected")).body.data).toHaveLength(
      1,
    );
    const history = await sidekick.call("GET", `/updates?connectionId=${connection.id}`);
    expect(history.body.data).toHaveLength(1);
  });

  test("the webhook answers 404 within a second", async () => {
    const { owner, telegram, webhookOf } = await start();
    const bot = await telegram.createBot();
    const { id } = await owner.connect(bot);
    const { url, secret } = await webhookOf(id, bot);
    const deliver = (updateId: number) =>
      fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json", "x-telegram-bot-api-secret-token": secret },
        body: `{"update_id":${updateId}}`,
      });
    expect((await deliver(1)).status).toBe(200);

    await owner.call("DELETE", `/connections/${id}`);
    await eventually(async () => (await deliver(2)).status === 404, { timeoutMs: 1_500 });
  });

  test("another service's webhook is left alone", async () => {
    const { owner, telegram } = await start();
    const bot = await telegram.createBot();
    const { id } = await owner.connect(bot);
    const theirs = `${telegram.origin}/their-webhook`;
    const set = `${telegram.apiRoot}/bot${bot.token}/setWebhook?url=${encodeURIComponent(theirs)}`;
    // Telegram refuses a second setWebhook within a second.
    await eventually(async () => (await fetch(set)).ok);

    await owner.call("DELETE", `/connections/${id}`);
    await eventually(async () => (await owner.connection(id)).status === "disconnected");
    expect(await telegram.calls({ botId: bot.id, method: "deleteWebhook" })).toEqual([]);
  });
});
