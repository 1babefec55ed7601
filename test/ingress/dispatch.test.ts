/** From the webhook route into Postgres: each update once, in order, whatever is wrong with others. */
import { storeUpdates } from "@lumenflow/jobs";
import { expect, test } from "vitest";
import { describeBackends, eventually } from "../harness/index.ts";
import { enqueue, groupMessage, stored } from "./batches.ts";
import { everyFixture, type Fixture } from "./fixtures.ts";
import { dispatched } from "./requests.ts";
import { type Bot, createWorld, type World } from "./world.ts";

const day = 24 * 3_600_000;

/** As Telegram delivers: each chat's updates one after another, chats at the same time. */
async function deliverAll(world: World, bot: Bot, updates: readonly Fixture[]): Promise<void> {
  const lanes = Map.groupBy(updates, ({ lane }) => lane);
  await Promise.all(
    [...lanes.values()].map(async (lane) => {
      for (const { text, updateId } of lane) {
        const { status } = await world.deliver(bot, text);
        expect(status, updateId).toBe(200);
      }
    }),
  );
}

describeBackends("storing updates", ({ prepare }) => {
  test("stores each of the 183 kinds once, exactly as it came, in the order of its chat", async () => {
    const world = await createWorld(await prepare());
    const bot = await world.addBot();
    const sent = everyFixture();
    expect(sent).toHaveLength(183);
    await world.dispatch();
    await deliverAll(world, bot, sent);
    await deliverAll(world, bot, sent);
    await eventually(async () => (await world.counted(dispatched, "duplicate")) === sent.length);

    const rows = await stored(world);
    expect(new Map(rows.map((row) => [String(row.updateId), row.body]))).toEqual(
      new Map(sent.map((each) => [each.updateId, each.text])),
    );
    expect(rows).toHaveLength(sent.length);
    expect(rows.filter(({ fault }) => fault !== null)).toEqual([]);
    const order = new Map(rows.map((row, index) => [String(row.updateId), index]));
    for (const lane of Map.groupBy(sent, (each) => each.lane).values()) {
      const places = lane.map(({ updateId }) => order.get(updateId) ?? -1);
      expect(places).toEqual([...places].sort((a, b) => a - b));
    }
  });

  test("keeps the order of every chat of two bots under concurrency, over two processes", async () => {
    const { databaseUrl, backend } = await prepare();
    const prefix = `order${Date.now()}`;
    const [first, second] = [
      await createWorld({ databaseUrl, backend, prefix }),
      await createWorld({ databaseUrl, backend, prefix }),
    ];
    await Promise.all([first.dispatch(), second.dispatch()]);
    const bots = [await first.addBot(), await first.addBot()];
    const chats = Array.from({ length: 12 }, (_, index) => 100 + index);
    const deliveries = bots.flatMap((bot) =>
      chats.map(async (chat) => {
        for (let turn = 0; turn < 25; turn += 1) {
          const world = turn % 2 === 0 ? first : second;
          await world.deliver(bot, groupMessage(chat * 1_000 + turn, chat));
        }
      }),
    );
    await Promise.all(deliveries);
    const total = bots.length * chats.length * 25;
    await eventually(async () => (await first.database.prisma.update.count()) === total);
    const rows = await stored(first);
    for (const line of Map.groupBy(rows, (row) => `${row.connectionId} ${row.chatId}`).values()) {
      const ids = line.map(({ updateId }) => updateId);
      expect(ids).toEqual([...ids].sort((a, b) => Number(a - b)));
    }
  });

  test("stores what cannot be understood as such, and its neighbours as they are", async () => {
    const world = await createWorld(await prepare());
    const bot = await world.addBot();
    await world.dispatch();
    const odd = [
      "this is not JSON",
      `{"no":"id"}`,
      `{"update_id":9223372036854775808,"message":{}}`,
      `{"update_id":2,"message":null}`,
      `[1,2]`,
    ];
    const fine = [
      groupMessage(10, 5, ',"text":"a \\u0000 and half a pair \\ud83d"'),
      groupMessage(11, "123456789012345678901", `,"from":{"id":9007199254740993}`),
      `{"update_id":12,"message":{"chat":{"id":6,"type":"group","title":"\\u0000\\ud800","username":"\\u0000"},"text":null,"from":null}}`,
      `{"update_id":13,"message":{"message_id":1,"business_connection_id":"a\\u0000b","chat":{"id":7,"type":"private"}}}`,
      `{"update_id":14,"never_heard_of":{"a":1}}`,
      groupMessage(15, 5, `,"text":"${"x".repeat(512 * 1024)}"`),
    ];
    await enqueue(world, bot, [groupMessage(1, 5), ...odd, ...fine, groupMessage(3, 5)]);
    const total = odd.length + fine.length + 2;
    await eventually(async () => (await world.database.prisma.update.count()) === total);

    const rows = await stored(world);
    expect(rows.map(({ body }) => body)).toEqual([
      groupMessage(1, 5),
      ...odd,
      ...fine,
      groupMessage(3, 5),
    ]);
    const faulty = rows.filter(({ fault }) => fault !== null);
    expect(faulty.map(({ body }) => body)).toEqual(odd);
    expect(rows.find(({ updateId }) => updateId === 11n)).toMatchObject({
      chatId: "123456789012345678901",
      userId: "9007199254740993",
    });
    expect(await world.counted(dispatched, "poison")).toBe(odd.length);

    // The same unreadable ones again are duplicates.
    await enqueue(world, bot, odd);
    await eventually(async () => (await world.counted(dispatched, "duplicate")) === odd.length);
  });

  test("takes an id that comes again for the same update within seven days, for a new one later", async () => {
    const world = await createWorld(await prepare());
    const bot = await world.addBot();
    await world.dispatch();
    await enqueue(world, bot, [
      [groupMessage(1, 5, ',"text":"first"'), 20 * day],
      [groupMessage(2, 5, ',"text":"second"'), 20 * day],
    ]);
    await enqueue(world, bot, [
      [groupMessage(1, 5, ',"text":"edited in flight"'), 14 * day],
      [groupMessage(2, 5, ',"text":"second"'), 12 * day],
      [groupMessage(1, 5, ',"text":"after a restart"'), 12 * day],
      [groupMessage(1, 5, ',"text":"first"'), 1 * day],
    ]);
    await enqueue(world, bot, [groupMessage(1, 5, ',"text":"and once more"')]);
    await eventually(async () => (await world.counted(dispatched, "duplicate")) === 3);
    await eventually(async () => (await world.database.prisma.update.count()) === 4);
    const rows = await stored(world);
    expect(
      rows.map(({ updateId, generation, body }) => [
        updateId,
        generation,
        JSON.parse(body).message.text,
      ]),
    ).toEqual([
      [1n, 0, "first"],
      [2n, 0, "second"],
      [1n, 1, "after a restart"],
      [1n, 2, "and once more"],
    ]);
  });

  test("makes a connection active with its first update, and notes the delivery", async () => {
    const world = await createWorld(await prepare());
    const [ready, degraded, leaving, acting] = await Promise.all(
      ["inbound_ready", "degraded", "disconnecting", "action_required"].map((status) =>
        world.addBot({ status }),
      ),
    );
    await world.dispatch();
    const all = [ready, degraded, leaving, acting].filter((bot) => bot !== undefined);
    for (const bot of all) await enqueue(world, bot, [groupMessage(1, 5)]);
    await eventually(async () => (await world.database.prisma.update.count()) === 4);
    const rows = await world.database.prisma.connection.findMany({ orderBy: { id: "asc" } });
    const statusOf = (bot: Bot | undefined) =>
      rows.find(({ id }) => id === bot?.connectionId)?.status;
    expect(all.map(statusOf)).toEqual(["active", "active", "disconnecting", "action_required"]);
    expect(rows.every(({ lastDeliveryAt }) => lastDeliveryAt !== null)).toBe(true);
    const noted = await world.database.prisma.auditEntry.findMany({ orderBy: { id: "asc" } });
    expect(noted.map(({ action, subjectId, detail }) => [action, subjectId, detail])).toEqual([
      ["connection.active", ready?.connectionId, { from: "inbound_ready" }],
      ["connection.active", degraded?.connectionId, { from: "degraded" }],
    ]);
  });

  test("drops updates of a connection whose row is gone, and stores the others of the batch", async () => {
    const world = await createWorld(await prepare());
    const [bot, gone] = [await world.addBot(), await world.addBot()];
    await world.database.prisma.connection.delete({ where: { id: gone.connectionId } });
    await world.dispatch();
    const { epoch } = await world.database.partitions.current();
    const updates = [gone, bot, gone].map(({ connectionId, workspaceId }, index) => {
      const receivedAt = new Date().toISOString();
      return { connectionId, workspaceId, receivedAt, body: groupMessage(index, 5) };
    });
    await world.queues.enqueue(storeUpdates, { updates }, { epoch, index: 0 });
    await eventually(async () => (await world.database.prisma.update.count()) === 1);
    expect(await world.counted(dispatched, "dropped")).toBe(2);
  });
});
