/** The count of partitions is changed while updates come: what waits in the old ones is stored first. */
import { storeUpdates } from "@lumenflow/jobs";
import { createKeeper } from "@lumenflow/keeper";
import { PartitionSealed } from "@lumenflow/queue";
import { createKeyring, createLogger, createMetrics } from "@lumenflow/runtime";
import { describe, expect, onTestFinished, test } from "vitest";
import { createDatabase, eventually } from "../harness/index.ts";
import { groupMessage, stored } from "./batches.ts";
import { describePlaces, type Place } from "./processes.ts";
import { row } from "./rows.ts";
import { type Bot, createWorld, type World } from "./world.ts";

const logger = createLogger({ name: "test", level: "silent" });
const soon = { timeoutMs: 30_000 };
const chats = [1, 2, 3, 4, 5, 6, 7, 8];

async function setup(place: Place) {
  const world = await createWorld(place);
  return { world, bot: await world.addBot() };
}

/** One update for every chat; its id says its turn and its chat. */
async function turn(world: World, bot: Bot, number: number): Promise<void> {
  for (const chat of chats) {
    const { status } = await world.deliver(bot, groupMessage(number * 100 + chat, chat));
    expect(status).toBe(200);
  }
}

/** The turns of each chat, in the order in which they were stored. */
async function turnsOf(world: World): Promise<number[][]> {
  const rows = await stored(world);
  return chats.map((chat) =>
    rows
      .filter(({ chatId }) => chatId === String(chat))
      .map(({ updateId }) => Math.floor(Number(updateId) / 100)),
  );
}

const states = async (world: World) =>
  (await world.database.partitions.epochs()).map(({ count, state }) => `${count} ${state}`);

describePlaces("a change of the partitions' count", (place) => {
  test("stores what waits in the old epoch before what went into the new one", async () => {
    const { world, bot } = await setup(await place());
    const { partitions } = world.database;
    await turn(world, bot, 1);
    await partitions.change(3);
    expect(await states(world)).toEqual(["8 draining", "3 opening"]);
    // Nobody has sealed the old one yet: updates still go there.
    await turn(world, bot, 2);
    await world.queues.seal(storeUpdates, 1);
    await turn(world, bot, 3);
    expect(await states(world)).toEqual(["8 draining", "3 open"]);
    const old = await world.queues.left(storeUpdates, { epoch: 1, count: 8 });
    const next = await world.queues.left(storeUpdates, { epoch: 2, count: 3 });
    expect([old.unfinished >= 2 * chats.length, next.unfinished > 0]).toEqual([true, true]);

    await world.dispatch();
    await turn(world, bot, 4);
    await eventually(async () => (await stored(world)).length === 4 * chats.length, soon);
    expect(await turnsOf(world)).toEqual(chats.map(() => [1, 2, 3, 4]));
    await eventually(async () => (await states(world)).join() === "8 closed,3 open", soon);
  });

  test("goes through where the dispatcher that had begun it is gone, and the next change too", async () => {
    const { world, bot } = await setup(await place());
    const { partitions } = world.database;
    const first = await world.dispatch();
    await turn(world, bot, 1);
    await eventually(async () => (await stored(world)).length === chats.length, soon);
    await first.stop();
    for (const [number, count] of [
      [2, 2],
      [3, 5],
    ] as const) {
      await partitions.change(count);
      await turn(world, bot, number);
      const another = await world.dispatch();
      await eventually(async () => (await stored(world)).length === number * chats.length, soon);
      await eventually(async () => (await partitions.live()).length === 1, soon);
      await another.stop();
    }
    expect(await turnsOf(world)).toEqual(chats.map(() => [1, 2, 3]));
    expect(await states(world)).toEqual(["8 closed", "2 closed", "5 open"]);
  });

  test("goes through where the queue is wiped in its middle", async () => {
    const here = await place();
    const { world, bot } = await setup(here);
    await world.database.partitions.change(3);
    await world.queues.seal(storeUpdates, 1);
    await here.wipe();
    await turn(world, bot, 1);
    await world.dispatch();
    await eventually(async () => (await stored(world)).length === chats.length, soon);
    await eventually(async () => (await states(world)).join() === "8 closed,3 open", soon);
    await turn(world, bot, 2);
    await eventually(async () => (await stored(world)).length === 2 * chats.length, soon);
    expect(await turnsOf(world)).toEqual(chats.map(() => [1, 2]));
  });

  test("stays sealed behind it, also where a wiped queue forgets the seal", async () => {
    const here = await place();
    const { world, bot } = await setup(here);
    const { database, queues } = world;
    await database.partitions.change(3);
    await world.dispatch();
    await eventually(async () => (await database.partitions.live()).length === 1, soon);
    await here.wipe();
    const keeper = createKeeper({
      database,
      queues,
      keyring: createKeyring([{ id: "k1", key: Buffer.alloc(32, 7) }]),
      layouts: () => database.partitions.live(),
      telegramTimeoutMs: 20_000,
      messageDays: 365,
      metrics: createMetrics({ defaults: false }),
      logger,
    });
    for (const component of keeper.components) {
      await component.start();
      onTestFinished(() => component.stop());
    }
    const { connectionId, workspaceId } = bot;
    const receivedAt = new Date().toISOString();
    const update = { connectionId, workspaceId, receivedAt, body: groupMessage(1, 1) };
    const old = () => queues.enqueue(storeUpdates, { updates: [update] }, { epoch: 1, index: 0 });
    await eventually(async () => (await old().catch((error) => error)) instanceof PartitionSealed);
  });

  test("lets nobody store from the epoch that it left behind", async () => {
    const { world, bot } = await setup(await place());
    const { partitions, updates } = world.database;
    const owner = await partitions.own({ epoch: 1, index: 0 }, null);
    await partitions.change(2);
    await world.dispatch();
    await eventually(async () => (await partitions.live()).length === 1, soon);
    expect(await updates.store([row(bot, 1)], owner)).toBeNull();
    expect(await stored(world)).toEqual([]);
  });
});

describe("beginning a change", () => {
  test("is refused for the same count and while another is under way, however many ask", async () => {
    const databaseUrl = await createDatabase();
    const { world } = await setup({
      databaseUrl,
      backend: { kind: "postgres", url: databaseUrl },
      prefix: "lumenflow",
      wipe: async () => undefined,
    });
    const { partitions } = world.database;
    expect(await partitions.change(8)).toBeNull();
    const asked = await Promise.all([3, 4, 5, 3].map((count) => partitions.change(count)));
    expect(asked.filter((epoch) => epoch !== null)).toHaveLength(1);
    expect(await partitions.change(9)).toBeNull();
    expect(await partitions.close(1)).toBe(false);
    expect(await partitions.live()).toMatchObject([
      { epoch: 1, state: "draining" },
      { epoch: 2, state: "opening" },
    ]);
    expect(await partitions.current()).toEqual({ epoch: 1, count: 8 });
    expect(await partitions.openAfter(1)).toMatchObject({ epoch: 2 });
    expect(await Promise.all([1, 1, 1].map((epoch) => partitions.close(epoch)))).toContain(true);
    expect(await partitions.close(2)).toBe(false);
  });
});
