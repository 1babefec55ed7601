/** What a caller gets who asked for strict sequence, and what all others get. */
import { expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { setup } from "./setup.ts";

async function ready() {
  const world = await setup({ telegramTimeoutMs: 4_000 });
  const bot = await world.connect();
  const chatId = await world.chat(bot.botId);
  /** Awaits approval. */
  const ask = (text: string, more: object = {}) => world.send(bot.connectionId, chatId, text, more);
  const strict = { sequence: "strict" };
  /** Asked for and approved. */
  const send = async (text: string, more: object = {}) => {
    const asked = await ask(text, more);
    await world.approve(asked.body.approvalId);
    return asked;
  };
  const texts = async () => (await world.calls(bot.botId)).map(({ payload }) => payload.text);
  const inSequence = (id: string) =>
    eventually(async () => (await world.message(id)).waitingFor === "sequence");
  return { ...world, ...bot, chatId, ask, strict, send, texts, inSequence };
}

test("a strict message waits for one that awaits approval; one that did not ask for it does not", async () => {
  const world = await ready();
  const first = await world.ask("first");
  const second = await world.send("second", world.strict);
  const third = await world.send("third");
  await world.until(third.body.id, "sent");
  await world.inSequence(second.body.id);
  expect(await world.message(second.body.id)).toMatchObject({
    status: "queued",
    sequence: "strict",
  });
  expect(await world.texts()).toEqual(["third"]);
  await world.approve(first.body.approvalId);
  await world.until(second.body.id, "sent");
  expect(await world.texts()).toEqual(["third", "first", "second"]);
});

test("a rejection and a cancellation count as finished", async () => {
  const world = await ready();
  const rejected = await world.ask("one");
  const sendAt = new Date(Date.now() + 3_600_000).toISOString();
  const scheduled = await world.send("two", { sendAt });
  const last = await world.send("last", world.strict);
  await world.inSequence(last.body.id);
  await world.approve(rejected.body.approvalId, { decision: "rejected" });
  await world.until(rejected.body.id, "rejected");
  expect((await world.message(last.body.id)).status).toBe("queued");
  await world.api("POST", `/messages/${scheduled.body.id}/cancel`);
  await world.until(last.body.id, "sent");
});

test("a failure counts as finished, a doubt does not until somebody ends it", async () => {
  const world = await ready();
  const fault = (answer: object) =>
    world.control("POST", "/faults", { method: "sendMessage", answer, count: 1 });
  await fault({ errorCode: 400, description: "Bad Request: message is too long" });
  const failed = await world.send("fails");
  await world.until(failed.body.id, "failed");
  await fault({ status: 502, html: true });
  const doubtful = await world.send("perhaps", world.strict);
  await world.until(doubtful.body.id, "uncertain");
  const behind = await world.send("behind the doubt", world.strict);
  await world.inSequence(behind.body.id);
  await world.api("POST", `/messages/${doubtful.body.id}/resolve`, {
    caller: "approver",
    body: { outcome: "delivered", reason: "I looked" },
  });
  await world.until(behind.body.id, "sent");
});

test("another chat and another connection hold nothing up, another topic neither", async () => {
  const world = await ready();
  const other = await world.connect();
  const group = await world.group(world.botId);
  await world.ask("waits here");
  await world.ask("waits in a topic", { chatId: group, threadId: "7" });
  const elsewhere = [
    await world.send("x", { ...world.strict, chatId: await world.chat(world.botId) }),
    await world.send("x", { ...world.strict, chatId: group }),
    await world.send("x", {
      ...{ ...world.strict, connectionId: other.connectionId },
      chatId: await world.chat(other.botId),
    }),
  ];
  for (const { body } of elsewhere) await world.until(body.id, "sent");
});

test("strict messages go out in the order of their requests, in whatever order they are approved", async () => {
  const world = await ready();
  const asked = [];
  for (const text of ["one", "two", "three"]) asked.push(await world.ask(text, world.strict));
  for (const { body } of asked.toReversed()) await world.approve(body.approvalId);
  for (const { body } of asked) await world.until(body.id, "sent");
  expect(await world.texts()).toEqual(["one", "two", "three"]);
});

test("a strict message that waits expires and is withdrawn like any other", async () => {
  const world = await ready();
  await world.ask("waits");
  const expiring = await world.send("too late", world.strict);
  const withdrawn = await world.send("never mind", world.strict);
  await world.inSequence(withdrawn.body.id);
  await world.sql("UPDATE messages SET expires_at = now() WHERE id = $1", [expiring.body.id]);
  await world.until(expiring.body.id, "expired");
  const cancelled = await world.api("POST", `/messages/${withdrawn.body.id}/cancel`);
  expect(cancelled.body.status).toBe("cancelled");
  expect(await world.texts()).toEqual([]);
});
