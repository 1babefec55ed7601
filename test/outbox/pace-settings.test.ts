/** A connection's own pace, as Telegram sees it: kept by a running line, through a take-over, and beside what costs Stars. */
import { drainOutbox } from "@lumenflow/jobs";
import { expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { type Call, setup } from "./setup.ts";

async function ready(options: Parameters<typeof setup>[0] = {}) {
  const world = await setup(options);
  const bot = await world.connect();
  await world.rule();
  const { workspaceId, database } = world;
  const { connectionId } = bot;
  const configure = (settings: Parameters<typeof database.connections.configure>[0]["settings"]) =>
    database.connections.configure({
      workspaceId,
      id: connectionId,
      settings,
      initiator: "system",
    });
  const sendAll = (chats: readonly string[], more: object = {}) =>
    Promise.all(chats.map((chatId, n) => world.send(connectionId, chatId, `m${n}`, more)));
  const chats = (count: number) =>
    Promise.all(Array.from({ length: count }, () => world.chat(bot.botId)));
  const calls = () => world.calls(bot.botId);
  return { ...world, ...bot, configure, sendAll, chats, calls };
}

/** The most arrivals in any window of that length. */
function mostWithin(windowMs: number, calls: readonly Call[]): number {
  const times = calls.map(({ timeMs }) => timeMs).toSorted((a, b) => a - b);
  return Math.max(
    0,
    ...times.map((end, index) => {
      const first = times.findIndex((time) => time >= end - windowMs);
      return index - first + 1;
    }),
  );
}

test("a running line keeps to a lower pace within a second, and to a higher one again", async () => {
  const world = await ready();
  await world.sendAll(await world.chats(80), { priority: "bulk" });
  await eventually(async () => (await world.calls()).length >= 10);
  await world.configure({ pacing: { botPerSecond: 4 } });
  const changedAt = Date.now();
  await eventually(
    async () => (await world.calls()).some((call) => call.timeMs > changedAt + 3_000),
    {
      timeoutMs: 15_000,
    },
  );
  const slow = (await world.calls()).filter((call) => call.timeMs > changedAt + 1_000);
  expect(mostWithin(1_000, slow)).toBeLessThanOrEqual(4);
  await world.configure({ pacing: null });
  await eventually(async () => (await world.calls()).length === 80, { timeoutMs: 15_000 });
  expect(mostWithin(1_000, await world.calls())).toBeLessThanOrEqual(30);
});

test("a line that is parked for its slow pace wakes when the pace is raised", async () => {
  const world = await ready();
  await world.configure({ pacing: { chatPerSecond: 0.02 } });
  const [chatId = ""] = await world.chats(1);
  await world.sendAll([chatId, chatId]);
  await eventually(
    async () => {
      const [row] = (await world.sql("SELECT wake_at > now() AS parked FROM connections")) as {
        parked: boolean | null;
      }[];
      return row?.parked === true;
    },
    { timeoutMs: 15_000 },
  );
  expect(await world.calls()).toHaveLength(1);
  await world.configure({ pacing: { chatPerSecond: null } });
  await eventually(async () => (await world.calls()).length === 2);
});

test("a new owner keeps a chat's slow pace over what the old one sent", async () => {
  const world = await ready();
  await world.configure({ pacing: { chatPerSecond: 0.1 } });
  const [chatId = ""] = await world.chats(1);
  await world.sendAll([chatId]);
  await eventually(async () => (await world.calls()).length === 1);
  // Whoever remembers it is gone, and so is the second that is usually asked about.
  await world.sql("UPDATE message_parts SET settled_at = settled_at - interval '4 seconds'");
  await world.database.outbox.take(world.connectionId);
  await eventually(async () => {
    const { outbox } = world.database;
    const [send] = await outbox.recent(world.connectionId, { chatMs: 10_050, callMs: 2_000 });
    return send?.chatId === chatId;
  });
  await world.sendAll([chatId]);
  await world.queues.ring(drainOutbox, { connectionId: world.connectionId });
  await eventually(async () => (await world.calls()).length === 2, { timeoutMs: 20_000 });
  const [first, second] = await world.calls();
  expect((second?.timeMs ?? 0) - (first?.timeMs ?? 0)).toBeGreaterThan(5_000);
});

test("what costs Stars goes out beside the free thirty, and Telegram sees no violation", async () => {
  const world = await ready();
  const free = await world.chats(50);
  const paid = await world.chats(150);
  const refused = await world.send(world.connectionId, paid[0] ?? "", "x", { paidBroadcast: true });
  expect(refused).toMatchObject({
    status: 400,
    body: {
      code: "E010",
      errors: [
        { path: "paidBroadcast", message: expect.stringContaining("PATCH /connections/conn_") },
      ],
    },
  });
  await world.configure({ paidBroadcast: true, pacing: { paidPerSecond: 100 } });
  await world.sql("UPDATE connections SET outbound_paused_at = now()");
  await world.sendAll(free, { priority: "bulk" });
  const asked = await world.sendAll(paid, { priority: "bulk", paidBroadcast: true });
  expect(asked[0]?.body.parts).toMatchObject([{ payload: { allow_paid_broadcast: true } }]);
  await world.sql("UPDATE connections SET outbound_paused_at = NULL");
  await world.queues.ring(drainOutbox, { connectionId: world.connectionId });
  await eventually(async () => (await world.calls()).length === 200, { timeoutMs: 20_000 });
  const calls = await world.calls();
  const [stars, none] = [true, false].map((which) =>
    calls.filter(({ payload }) => "allow_paid_broadcast" in payload === which),
  ) as [Call[], Call[]];
  expect(stars).toHaveLength(150);
  expect(mostWithin(1_000, stars)).toBeLessThanOrEqual(100);
  expect(mostWithin(1_000, none)).toBeLessThanOrEqual(30);
  // Neither waited for the other: the last of each left the first of the other far behind.
  expect(stars.at(-1)?.timeMs).toBeGreaterThan(none[0]?.timeMs ?? 0);
  expect(none.at(-1)?.timeMs).toBeGreaterThan(stars[0]?.timeMs ?? 0);
  const violations = `/violations?botId=${world.botId}`;
  expect(await world.control("GET", violations)).toMatchObject({ total: 0 });
});

test("once the connection forbids it, what waits fails instead of costing anything", async () => {
  const world = await ready();
  await world.configure({ paidBroadcast: true });
  await world.sql("UPDATE connections SET outbound_paused_at = now()");
  const [chatId = ""] = await world.chats(1);
  const [asked] = await world.sendAll([chatId], { paidBroadcast: true });
  await world.configure({ paidBroadcast: false });
  await world.sql("UPDATE connections SET outbound_paused_at = NULL");
  await world.queues.ring(drainOutbox, { connectionId: world.connectionId });
  await eventually(async () => {
    expect(await world.message(asked?.body.id)).toMatchObject({
      status: "failed",
      failure: { code: "paid_not_allowed", remedy: expect.stringContaining("paidBroadcast") },
    });
    return true;
  });
  expect(await world.calls()).toEqual([]);
});

test("a change cannot cost Stars", async () => {
  const world = await ready();
  await world.configure({ paidBroadcast: true });
  const [chatId = ""] = await world.chats(1);
  const content = { type: "delete", messageIds: ["1"] };
  const refused = await world.ask(world.connectionId, chatId, content, { paidBroadcast: true });
  expect(refused.body.errors).toMatchObject([{ path: "paidBroadcast" }]);
});
