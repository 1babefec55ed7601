/** Chats where the bot is known not to be any more: nobody asks Telegram, and who comes back is written to. */
import { expect, test } from "vitest";
import { setup } from "./setup.ts";

async function ready() {
  const world = await setup();
  const bot = await world.connect();
  await world.rule();
  const { workspaceId, database } = world;
  const { connectionId } = bot;
  const see = (chatId: string, botStatus: string | null, more: object = {}) =>
    database.chats.see([
      {
        ...{ workspaceId, connectionId, chatId, type: null, title: null, username: null },
        ...{ isForum: false, seenAt: new Date().toISOString(), presentAt: null },
        ...{ botStatus, botStatusAt: botStatus && new Date().toISOString(), ...more },
      },
    ]);
  return { ...world, ...bot, see };
}

test("a message to somebody who blocked the bot fails at once, without a call, and says what helps", async () => {
  const world = await ready();
  const chatId = await world.chat(world.botId);
  await world.see(chatId, "kicked");
  const asked = await world.send(world.connectionId, chatId, "Hello?");
  const failed = await world.until(asked.body.id, "failed");
  expect(failed.failure).toEqual({
    code: "bot_blocked",
    detail: "The user has blocked the bot, so Telegram was not asked.",
    remedy: "The user must unblock the bot. A retry asks Telegram all the same.",
  });
  expect(await world.calls(world.botId)).toEqual([]);
});

test.each([
  ["kicked", "bot_kicked"],
  ["left", "not_a_member"],
])("in a group where the bot is %s it fails as %s", async (status, code) => {
  const world = await ready();
  const group = await world.group(world.botId);
  await world.see(group, status);
  const asked = await world.send(world.connectionId, group, "Anybody?");
  expect((await world.until(asked.body.id, "failed")).failure.code).toBe(code);
  expect(await world.calls(world.botId)).toEqual([]);
});

test("who unblocks the bot is written to again, and so is who writes although nobody told us", async () => {
  const world = await ready();
  const [back, heard] = [await world.chat(world.botId), await world.chat(world.botId)];
  for (const chatId of [back, heard]) await world.see(chatId, "kicked");
  await world.see(back, "member", { botStatusAt: new Date(Date.now() + 1_000).toISOString() });
  await world.see(heard, null, { presentAt: new Date(Date.now() + 1_000).toISOString() });
  for (const chatId of [back, heard]) {
    const asked = await world.send(world.connectionId, chatId, "Welcome back");
    await world.until(asked.body.id, "sent");
  }
});

test("what a person tries again is asked of Telegram whatever we believe", async () => {
  const world = await ready();
  const chatId = await world.chat(world.botId);
  await world.see(chatId, "kicked");
  const asked = await world.send(world.connectionId, chatId, "Hello?");
  await world.until(asked.body.id, "failed");
  await world.api("POST", `/messages/${asked.body.id}/retry`);
  await world.until(asked.body.id, "sent");
  expect(await world.calls(world.botId)).toHaveLength(1);
});

test("a broadcast to many who blocked the bot spends no second on them", async () => {
  const world = await ready();
  const gone = Array.from({ length: 90 }, (_, n) => String(900_000_000 + n));
  for (const chatId of gone) await world.see(chatId, "kicked");
  const asked = await Promise.all(
    gone.map((chatId) => world.send(world.connectionId, chatId, "News", { priority: "bulk" })),
  );
  for (const { body } of asked) await world.until(body.id, "failed");
  const there = await world.send(world.connectionId, await world.chat(world.botId), "News");
  await world.until(there.body.id, "sent");
  expect(await world.calls(world.botId)).toHaveLength(1);
});
