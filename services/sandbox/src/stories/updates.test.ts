import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { eventually, startEndpoint, startSandbox, stopAll } from "../testing/setup.ts";

afterEach(stopAll);

async function setup() {
  const sandbox = await startSandbox();
  const bot = await sandbox.bot();
  const write = (text: string, more: object = {}) =>
    sandbox.control("POST", "/messages", { botId: bot.id, text, ...more });
  return { ...sandbox, bot, write };
}

test("getUpdates gives updates in order until an offset confirms them", async () => {
  const { bot, write } = await setup();
  const first = (await write("one")).json.update_id;
  await write("two");
  const got = (await bot.call("getUpdates", { offset: 0 })).json.result;
  expect(got.map((update: { update_id: number }) => update.update_id)).toEqual([first, first + 1]);
  expect(first).toBeGreaterThan(2_000_000);
  const rest = (await bot.call("getUpdates", { offset: first + 1 })).json.result;
  expect(rest.map((update: { message: { text: string } }) => update.message.text)).toEqual(["two"]);
  await bot.call("getUpdates", { offset: first + 2 });
  expect((await bot.call("getWebhookInfo")).json.result.pending_update_count).toBe(0);
});

test("a negative offset keeps only the last updates", async () => {
  const { bot, write } = await setup();
  for (const text of ["one", "two", "three"]) await write(text);
  const got = (await bot.call("getUpdates", { offset: -1 })).json.result;
  expect(got.map((update: { message: { text: string } }) => update.message.text)).toEqual([
    "three",
  ]);
});

test("a long poll is answered as soon as an update arrives", async () => {
  const { bot, write } = await setup();
  const poll = bot.call("getUpdates", { timeout: 30 });
  await write("hello");
  expect((await poll).json.result).toHaveLength(1);
});

test("a second poll ends the first with a conflict", async () => {
  const { bot, write } = await setup();
  const first = bot.call("getUpdates", { timeout: 30 });
  const second = bot.call("getUpdates", { timeout: 30, offset: 1 });
  const refused = await first;
  expect([refused.status, refused.json.description]).toEqual([
    409,
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
  ]);
  await write("hello");
  expect((await second).json.ok).toBe(true);
});

test("polling and a webhook exclude each other", async () => {
  const { bot } = await setup();
  const endpoint = await startEndpoint();
  const poll = bot.call("getUpdates", { timeout: 30 });
  await bot.call("getMe");
  await bot.call("setWebhook", { url: endpoint.url });
  expect((await poll).json.description).toBe("Conflict: terminated by setWebhook request");
  const refused = await bot.call("getUpdates");
  expect(refused.json.description).toBe(
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
  );
});

test("a raw update is delivered byte for byte, whatever its numbers", async () => {
  const { origin, bot } = await setup();
  const endpoint = await startEndpoint();
  await bot.call("setWebhook", { url: endpoint.url });
  const update =
    '{ "update_id": 12345678901234567890,"message":{"chat":{"id":123456789012345678901234567890,"type":"private"},"n":1.10,"text":"\u00e9"}}';
  const response = await fetch(`${origin}/sandbox/control/updates`, {
    method: "POST",
    body: `{"botId":"${bot.id}","update":${update}}`,
  });
  expect([response.status, await response.text()]).toEqual([201, update]);
  await eventually(() => endpoint.received.length === 1);
  expect(endpoint.received[0]?.body).toBe(update);
});

test("a raw update without an id gets the next one, the same id twice is delivered twice", async () => {
  const { bot, control, write } = await setup();
  const before = (await write("hello")).json.update_id;
  const named = await control("POST", "/updates", {
    botId: bot.id,
    update: { some_future_kind: {} },
  });
  expect(named.json.update_id).toBe(before + 1);
  const again = { botId: Number(bot.id), update: { update_id: 5, message: { chat: { id: 7 } } } };
  await control("POST", "/updates", again);
  await control("POST", "/updates", again);
  const got = (await bot.call("getUpdates")).json.result;
  expect(got.map((update: { update_id: number }) => update.update_id)).toEqual([
    5,
    5,
    before,
    before + 1,
  ]);
});

test("a bot can answer a chat it knows from a raw update", async () => {
  const { bot, control } = await setup();
  const from = { id: 4_711, first_name: "Raw", is_bot: false };
  const message = {
    message_id: 50,
    from,
    chat: { id: 4_711, type: "private" },
    date: 1,
    text: "hi",
  };
  await control("POST", "/updates", { botId: bot.id, update: { message } });
  const { json } = await bot.call("sendMessage", {
    chat_id: 4_711,
    text: "hello",
    reply_parameters: { message_id: 50 },
  });
  expect(json.result).toMatchObject({ message_id: 51, reply_to_message: { text: "hi" } });
});

test("pressing a button sends a callback query that is answered once", async () => {
  const { bot, control, write } = await setup();
  const asked = (await write("/start")).json.message;
  expect(asked.entities).toEqual([{ type: "bot_command", offset: 0, length: 6 }]);
  const chatId = String(asked.chat.id);
  const reply_markup = { inline_keyboard: [[{ text: "Yes", callback_data: "yes" }]] };
  const sent = (await bot.call("sendMessage", { chat_id: chatId, text: "?", reply_markup })).json
    .result;
  const { json } = await control("POST", "/buttons", {
    botId: bot.id,
    chatId,
    messageId: sent.message_id,
    data: "yes",
    fromUserId: chatId,
  });
  expect(json.callback_query).toMatchObject({
    data: "yes",
    message: { message_id: sent.message_id },
  });
  const answer = () =>
    bot.call("answerCallbackQuery", { callback_query_id: json.callback_query.id });
  expect((await answer()).json.result).toBe(true);
  expect((await answer()).json.description).toBe(
    "Bad Request: query is too old and response timeout expired or query ID is invalid",
  );
});

test("blocking, unblocking and joining groups are told", async () => {
  const { bot, control, write } = await setup();
  const { chat } = (await write("hello")).json.message;
  await control("POST", `/chats/${chat.id}/members`, { botId: bot.id, status: "kicked" });
  await control("POST", `/chats/${chat.id}/members`, { botId: bot.id, status: "member" });
  await control("POST", "/chats", { type: "supergroup", title: "Team", botIds: [bot.id] });
  const got = (await bot.call("getUpdates")).json.result.slice(1);
  expect(got).toMatchObject([
    {
      my_chat_member: {
        old_chat_member: { status: "member" },
        new_chat_member: { status: "kicked" },
      },
    },
    {
      my_chat_member: {
        old_chat_member: { status: "kicked" },
        new_chat_member: { status: "member" },
      },
    },
    { my_chat_member: { chat: { title: "Team" }, new_chat_member: { status: "member" } } },
    {
      message: {
        new_chat_members: [{ id: Number(bot.id) }],
        new_chat_member: {},
        new_chat_participant: {},
      },
    },
  ]);
});

test("kinds that a bot did not ask for are not queued", async () => {
  const { bot, write } = await setup();
  await bot.call("getUpdates", { allowed_updates: ["callback_query"] });
  expect((await write("hello")).json).toEqual({ queued: false });
});

test("bots, chats, messages and waiting updates survive a restart", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "sandbox-"));
  const before = await startSandbox({ dataDir });
  const bot = await before.bot();
  const written = await before.control("POST", "/messages", { botId: bot.id, text: "wait for me" });
  const chatId = String(written.json.message.chat.id);
  await before.stop();

  const after = await startSandbox({ dataDir });
  const call = async (method: string) =>
    (await fetch(`${after.origin}/sandbox/bot${bot.token}/${method}`)).text();
  expect(await call("getUpdates")).toBe(`{"ok":true,"result":[${written.text}]}`);
  expect((await after.control("GET", `/chats/${chatId}/messages`)).json.data).toHaveLength(1);
  const next = await after.control("POST", "/messages", { botId: bot.id, text: "me too" });
  expect(next.json.update_id).toBe(written.json.update_id + 1);
  expect(next.json.message.message_id).toBe(2);
  await after.stop();
  await rm(dataDir, { recursive: true });
});

test("a poll that is answered at once leaves one that waits alone", async () => {
  const { bot, write } = await setup();
  const waits = bot.call("getUpdates", { timeout: 30 });
  await bot.call("getMe");
  expect((await bot.call("getUpdates", { timeout: 0, offset: 1 })).json.result).toEqual([]);
  await write("hello");
  expect((await waits).json.result).toHaveLength(1);
});

test("a poll refused because of a webhook changes no setting", async () => {
  const { bot } = await setup();
  const endpoint = await startEndpoint();
  await bot.call("setWebhook", { url: endpoint.url, allowed_updates: ["message", "poll"] });
  expect((await bot.call("getUpdates", { allowed_updates: ["poll"] })).status).toBe(409);
  expect((await bot.call("getWebhookInfo")).json.result.allowed_updates).toEqual([
    "message",
    "poll",
  ]);
});

test("an offset of another sequence of ids confirms nothing", async () => {
  const { bot, write } = await setup();
  const { update_id: id } = (await write("one")).json;
  const ask = async (offset: number) =>
    (await bot.call("getUpdates", { offset })).json.result.length;
  expect(await ask(id + 12)).toBe(1);
  expect(await ask(id + 11)).toBe(0);
  await write("two");
  expect(await ask(0)).toBe(1);
});

test("a limit out of bounds is taken for the nearest one", async () => {
  const { bot, write } = await setup();
  await write("one");
  await write("two");
  const ask = async (limit: number) => (await bot.call("getUpdates", { limit })).json.result.length;
  expect([await ask(0), await ask(-5)]).toEqual([1, 1]);
});
