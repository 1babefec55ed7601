import { expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { setup } from "./setup.ts";

async function prepared(options: Parameters<typeof setup>[0] = {}) {
  const world = await setup(options);
  const bot = await world.connect();
  const chatId = await world.chat(bot.botId);
  const show = (action = "typing", more: object = {}, chat = chatId) =>
    world.api("POST", `/connections/${bot.connectionId}/chats/${chat}/action`, {
      body: { action, ...more },
    });
  const shown = async () =>
    (await world.calls(bot.botId, "sendChatAction")).map(({ payload }) => payload);
  return { ...world, ...bot, chatId, show, shown };
}

test("an action is shown within a moment, without asking anybody, also while messages are sent", async () => {
  const world = await prepared();
  expect(await world.show()).toMatchObject({ status: 202, body: { asked: true } });
  await eventually(async () => (await world.shown()).length === 1);
  expect(await world.shown()).toMatchObject([{ chat_id: world.chatId, action: "typing" }]);
  // Its owner is still there: it hears of the next without a job.
  expect((await world.show("upload_photo")).body).toEqual({ asked: true });
  await eventually(async () => (await world.shown()).length === 2);
});

test("what is being shown is not asked for again", async () => {
  const world = await prepared();
  const answers = await Promise.all([world.show(), world.show(), world.show()]);
  expect(answers.filter(({ body }) => body.asked)).toHaveLength(1);
  await world.sql("UPDATE chat_actions SET asked_at = asked_at - interval '4 seconds'");
  expect((await world.show()).body).toEqual({ asked: true });
});

test("nothing is shown late, while sending is paused, or to a connection that is gone", async () => {
  const world = await prepared({ sender: false });
  await world.show();
  await world.sql("UPDATE chat_actions SET asked_at = now() - interval '6 seconds'");
  const { outbox, chatActions } = world.database;
  const fence = (await outbox.take(world.connectionId))?.fence ?? "";
  const take = () => chatActions.take(world.workspaceId, world.connectionId, fence);
  expect(await take()).toEqual([]);
  await world.show("typing", { threadId: "5" });
  expect(await chatActions.take(world.workspaceId, world.connectionId, "0")).toEqual([]);
  expect(await take()).toEqual([{ chatId: world.chatId, threadId: "5", action: "typing" }]);
  expect(await take()).toEqual([]);
  await world.sql("UPDATE connections SET outbound_paused_at = now()");
  expect((await world.show("record_voice")).body).toEqual({ asked: false });
  await world.sql("UPDATE connections SET status = 'disconnected'");
  expect((await world.show()).body).toMatchObject({ code: "E041" });
});

test("a chat that Telegram does not know costs nobody anything", async () => {
  const world = await prepared();
  await world.rule();
  await world.show("typing", {}, "424242");
  const sent = await world.send(world.connectionId, world.chatId, "Hello");
  await eventually(async () => (await world.message(sent.body.id)).status === "sent");
});
