import { expect, test } from "vitest";
import { createDatabase, eventually } from "../harness/index.ts";
import { openAnotherSender } from "./another-sender.ts";
import { type Call, setup } from "./setup.ts";

/** The most arrivals in any window of that length. */
function mostWithin(windowMs: number, calls: readonly Call[]): number {
  const times = calls.map(({ timeMs }) => timeMs).toSorted((a, b) => a - b);
  let most = 0;
  let first = 0;
  for (const [index, time] of times.entries()) {
    while ((times[first] ?? time) < time - windowMs) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

function byChat(calls: readonly Call[]): Map<string, Call[]> {
  return Map.groupBy(calls, ({ payload }) => payload.chat_id);
}

test("as Telegram sees it: never above 30 in a second, one a chat, each chat in order", async () => {
  const world = await setup();
  const { connectionId, botId } = await world.connect();
  await world.rule();
  const chats = await Promise.all(Array.from({ length: 60 }, () => world.chat(botId)));
  for (let n = 0; n < 3; n += 1) {
    await Promise.all(
      chats.map((chatId) => world.send(connectionId, chatId, `${n}`, { priority: "bulk" })),
    );
  }
  await eventually(async () => (await world.calls(botId)).length >= 100, { timeoutMs: 20_000 });
  const urgent = await world.send(connectionId, await world.chat(botId), "urgent");
  const askedAt = Date.now();
  await eventually(async () => (await world.calls(botId)).length === 181, { timeoutMs: 20_000 });
  const calls = await world.calls(botId);
  expect(mostWithin(1_000, calls)).toBeLessThanOrEqual(30);
  for (const [chatId, own] of byChat(calls)) {
    expect(mostWithin(1_000, own), chatId).toBe(1);
    const texts = own.map(({ payload }) => payload.text);
    if (texts[0] !== "urgent") expect(texts).toEqual(["0", "1", "2"]);
  }
  const urgentAt = calls.find(({ payload }) => payload.text === "urgent")?.timeMs ?? 0;
  expect(urgentAt - askedAt).toBeLessThan(1_000);
  expect((await world.message(urgent.body.id)).status).toBe("sent");
  expect(await world.control("GET", `/violations?botId=${botId}`)).toMatchObject({ total: 0 });
});

test("an owner that vanishes leaves doubt about its calls under way and its pace to the next", async () => {
  const url = await createDatabase();
  const world = await setup({ databaseUrl: url, sender: false });
  const { connectionId, botId } = await world.connect();
  await world.rule();
  const chats = await Promise.all(Array.from({ length: 50 }, () => world.chat(botId)));
  for (const [n, chatId] of chats.entries()) await world.send(connectionId, chatId, `m${n}`);
  // The first owner: this test, which claims two parts and dies; one of them had been sent.
  const line = await world.database.outbox.take(connectionId);
  const parts = await world.database.outbox.readLine(connectionId, 0, 2);
  for (const { id } of parts) {
    await world.database.outbox.claim([{ connectionId, fence: line?.fence ?? "", partId: id }]);
  }
  await openAnotherSender(world, {
    backend: { kind: "postgres", url },
    apiRoot: `${world.telegramOrigin()}/sandbox`,
    telegramTimeoutMs: 2_000,
  });
  await eventually(async () => (await world.calls(botId)).length === 48, { timeoutMs: 20_000 });
  const calls = await world.calls(botId);
  expect(mostWithin(1_000, calls)).toBeLessThanOrEqual(30);
  const sent = calls.map(({ payload }) => payload.text);
  expect(sent).not.toContain("m0");
  expect(sent).not.toContain("m1");
  for (const { messageId } of parts) {
    expect(await world.message(messageId)).toMatchObject({
      status: "uncertain",
      failure: { code: "interrupted" },
    });
  }
  expect(await world.database.outbox.readLine(connectionId, 0, 10)).toEqual([]);
});
