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
  const { until } = world;
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

test("not even what is urgent comes between the parts of a message in its chat", async () => {
  const { world, bot, texts } = await prepared();
  await world.rule();
  const id = await release(world, bot);
  await world.sql("UPDATE message_parts SET priority = 1");
  await eventually(async () => (await texts()).length === 1);
  const asked = await world.send(bot.connectionId, bot.chatId, "urgent");
  expect(asked.body.status).toBe("queued");
  await eventually(async () => (await texts()).length === 4, { timeoutMs: 15_000 });
  expect(await texts()).toEqual(["one", "two", "three", "urgent"]);
  expect((await world.message(id)).status).toBe("sent");
});

test("a long text becomes parts: the first replies, the last has the buttons, no word is lost", async () => {
  const { world, bot, until } = await prepared();
  await world.rule();
  const paragraphs = Array.from(
    { length: 40 },
    (_, n) => `**${n}.** ${"words and words ".repeat(20)}`,
  );
  const [start] = await world.calls(bot.botId);
  expect(start).toBeUndefined();
  const first = await world.send(bot.connectionId, bot.chatId, "Hello");
  const [replyTo] = (await until(first.body.id, "sent")).messageIds;
  const asked = await world.send(bot.connectionId, bot.chatId, "", {
    content: { type: "text", text: paragraphs.join("\n\n"), format: "markdown" },
    replyToMessageId: replyTo,
    buttons: [[{ text: "Go on", data: "on" }]],
  });
  expect(asked).toMatchObject({ status: 202, body: { status: "queued" } });
  expect(asked.body.parts).toHaveLength(4);
  const message = await until(asked.body.id, "sent");
  expect(message.messageIds).toHaveLength(4);
  const { data: seen } = await world.control<{ data: Record<string, unknown>[] }>(
    "GET",
    `/chats/${bot.chatId}/messages`,
  );
  const mine = seen.slice(-4);
  expect(mine.map(({ text }) => text).join("\n\n")).toBe(
    paragraphs
      .join("\n\n")
      .replaceAll("**", "")
      .replaceAll(/ +(?=\n|$)/g, ""),
  );
  expect(mine.map(({ reply_to_message: reply }) => reply !== undefined)).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect(mine.map(({ reply_markup: markup }) => markup !== undefined)).toEqual([
    false,
    false,
    false,
    true,
  ]);
  expect((await world.calls(bot.botId)).some(({ payload }) => "parse_mode" in payload)).toBe(false);
});

test("a text that would flood the chat is refused, and so is markup with a fault, by name and place", async () => {
  const { world, bot } = await prepared();
  const flood = await world.send(bot.connectionId, bot.chatId, "x".repeat(90_000));
  expect(flood.body.errors).toEqual([
    { path: "content.text", message: "The text needs 22 messages; one request may become 20." },
  ]);
  const ask = (content: object) =>
    world.send(bot.connectionId, bot.chatId, "", { content: { type: "text", ...content } });
  const broken = await ask({ text: "Hello <x>", format: "html" });
  expect(broken.body.errors).toMatchObject([
    {
      path: "content.text",
      message: expect.stringMatching(/^Unsupported start tag <x> at character 6/),
    },
  ]);
  const allowed = await ask({ text: "Hello <x>", format: "html", allowPlainFallback: true });
  expect(allowed.body.parts).toMatchObject([{ payload: { text: "Hello <x>" } }]);
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

test("giving a part up fails the message, and a retry sends what is missing, with nothing between", async () => {
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
  await world.rule();
  await world.api("POST", `/messages/${id}/retry`);
  const after = await world.send(bot.connectionId, bot.chatId, "after");
  await until(id, "sent");
  await until(after.body.id, "sent");
  expect(await texts()).toEqual(["one", "two", "two", "three", "after"]);
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
