import { expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { queueMessage } from "./queued-message.ts";
import { setup, type World } from "./setup.ts";

/** A message of three parts, approved and released, as later kinds of content will make them. */
async function release(
  world: World,
  { connectionId, botId, chatId }: { connectionId: string; botId: string; chatId: string },
): Promise<string> {
  const { id } = await queueMessage(world, { connectionId, botId, chatId }, [
    "one",
    "two",
    "three",
  ]);
  const { drainOutbox } = await import("@lumenflow/jobs");
  await world.queues.ring(drainOutbox, { connectionId });
  return id;
}

async function prepared() {
  const world = await setup();
  const bot = await world.connect();
  const chatId = await world.chat(bot.botId);
  const until = (id: string, status: string) =>
    eventually(async () => {
      const message = await world.message(id);
      expect(message.status).toBe(status);
      return message;
    });
  const statuses = async (id: string) =>
    (await world.message(id)).parts.map(({ status }: { status: string }) => status);
  const texts = async () => (await world.calls(bot.botId)).map(({ payload }) => payload.text);
  return { world, bot: { ...bot, chatId }, until, statuses, texts };
}

const breakSecond = (world: World, botId: string) =>
  world.control("POST", "/faults", {
    botId,
    method: "sendMessage",
    count: 1,
    answer: { status: 502, html: true },
  });

test("parts go out in order with nothing between them, and the message is sent with the last", async () => {
  const { world, bot, until, texts } = await prepared();
  await world.rule();
  const id = await release(world, bot);
  await world.send(bot.connectionId, bot.chatId, "after");
  const sent = await until(id, "sent");
  expect(sent.messageIds).toHaveLength(3);
  await eventually(async () => (await texts()).length === 4);
  expect(await texts()).toEqual(["one", "two", "three", "after"]);
});

test("a doubt stops the rest; once it is ended the rest follows", async () => {
  const { world, bot, until, statuses, texts } = await prepared();
  const id = await release(world, bot);
  await eventually(async () => (await texts()).length === 1);
  await breakSecond(world, bot.botId);
  await until(id, "uncertain");
  expect(await statuses(id)).toEqual(["sent", "uncertain", "waiting"]);
  const resolved = await world.api("POST", `/messages/${id}/resolve`, {
    caller: "approver",
    body: { outcome: "delivered", part: 1, reason: "I saw it" },
  });
  expect(resolved).toMatchObject({ status: 200, body: { status: "sending" } });
  await until(id, "sent");
  expect(await texts()).toEqual(["one", "two", "three"]);
});

test("giving a part up fails the message, and a retry sends what is missing", async () => {
  const { world, bot, until, statuses, texts } = await prepared();
  const id = await release(world, bot);
  await eventually(async () => (await texts()).length === 1);
  await breakSecond(world, bot.botId);
  await until(id, "uncertain");
  const resolve = (body: object) =>
    world.api("POST", `/messages/${id}/resolve`, { caller: "approver", body });
  expect((await resolve({ outcome: "delivered", part: 0, reason: "x" })).status).toBe(409);
  await resolve({ outcome: "abandon", reason: "it is not there" });
  expect(await statuses(id)).toEqual(["sent", "failed", "waiting"]);
  await world.api("POST", `/messages/${id}/retry`);
  await until(id, "sent");
  expect(await texts()).toEqual(["one", "two", "two", "three"]);
});

test("withdrawing between parts cancels the rest; what was sent stays sent", async () => {
  const { world, bot, until, statuses, texts } = await prepared();
  const id = await release(world, bot);
  await eventually(async () => (await statuses(id))[0] === "sent");
  const cancelled = await world.api("POST", `/messages/${id}/cancel`);
  expect(cancelled).toMatchObject({ status: 200, body: { status: "cancelled" } });
  expect(await statuses(id)).toEqual(["sent", "cancelled", "cancelled"]);
  await until(id, "cancelled");
  expect(await texts()).toEqual(["one"]);
});
