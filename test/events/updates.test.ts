/** Updates raise events where an endpoint wants them: one each, in order, in the same transaction. */
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { events } from "@lumenflow/api";
import { describeUpdate } from "@lumenflow/telegram";
import { describe, expect, test } from "vitest";
import { createDatabase, describeBackends, eventually, lockWaits } from "../harness/index.ts";
import { enqueue, groupMessage, stored } from "../ingress/batches.ts";
import { createWorld, type WorldOptions } from "../ingress/world.ts";
import { addEndpoint, line, toldUpdateIds, updateReceived } from "./setup.ts";

async function setup(options: WorldOptions) {
  const world = await createWorld(options);
  await world.dispatch();
  const { database, workspaceId } = world;
  return {
    world,
    database,
    bot: await world.addBot(),
    endpoint: (more: Partial<Parameters<typeof addEndpoint>[1]> = {}) =>
      addEndpoint(database, { workspaceId, ...more }),
    storedCount: (count: number) =>
      eventually(async () => (await database.prisma.update.count()) === count),
  };
}

const fixtures = join(import.meta.dirname, "../fixtures/updates");

/** Every fixture under an id of its own: many of them come from different bots. */
function everyFixture(): string[] {
  const files = readdirSync(fixtures).filter((name) => name.endsWith(".json"));
  return files.map((name, index) =>
    readFileSync(join(fixtures, name), "utf8").replace(
      /("update_id"\s*:\s*)\d+/,
      `$1${700_000_000 + index}`,
    ),
  );
}

describeBackends("events of updates", ({ prepare }) => {
  test("each of the 183 kinds raises one event, readable and exact", async () => {
    const { world, database, bot, endpoint } = await setup(await prepare());
    const endpointId = await endpoint();
    const sent = everyFixture();
    await enqueue(world, bot, sent);
    const told = await eventually(
      async () => {
        // Four are items of albums that nothing completes but their time.
        await database.updates.closeDueAlbums();
        const all = await line(database, endpointId);
        return all.length >= sent.length && all;
      },
      { timeoutMs: 30_000 },
    );

    expect(told).toHaveLength(sent.length);
    const seen = new Set<string>();
    for (const { text, event, delivery } of told) {
      const [update, ...more] = event.data.updates ?? [];
      const body = sent[Number(update?.updateId) - 700_000_000] ?? "";
      expect(more).toEqual([]);
      expect(text).toContain(`"update":${body}`);
      expect(update).not.toHaveProperty("fault");
      expect(events[updateReceived].safeParse(event).error, body).toBeUndefined();
      expect(delivery.lane).toBe(`${bot.connectionId}/${describeUpdate(body).chatLane}`);
      seen.add(body);
    }
    expect(seen.size).toBe(sent.length);
  });

  test("what nobody has heard of, odd, huge or unreadable raises one too, in its place", async () => {
    const { world, database, bot, endpoint } = await setup(await prepare());
    const endpointId = await endpoint();
    const bodies = [
      groupMessage(1, 5),
      `{"update_id":2,"never_heard_of":{"chat":{"id":5}}}`,
      groupMessage(3, 5, ',"text":"a \\u0000 and half a pair \\ud83d"'),
      groupMessage(4, "123456789012345678901", ',"from":{"id":9007199254740993}'),
      `{"update_id":5,"message":{"message_id":5,"business_connection_id":"a\\u0000b","chat":{"id":5},"from":null}}`,
      groupMessage(6, 5, `,"text":"${"x".repeat(512 * 1024)}"`),
      "this is not JSON",
      `{"update_id":9223372036854775808,"message":{}}`,
      `{"update_id":9,"message":null}`,
      `[1,2]`,
      groupMessage(11, 5),
    ];
    await enqueue(world, bot, bodies);
    await eventually(async () => (await line(database, endpointId)).length === bodies.length);

    const told = await line(database, endpointId);
    const rows = await stored(world);
    expect(told.map(({ event }) => event.data.updates?.map(({ id }) => id))).toEqual(
      rows.map(({ id }) => [id]),
    );
    for (const [index, { text, event }] of told.entries()) {
      const fault = rows[index]?.fault ?? undefined;
      expect(event.data.updates?.[0]?.fault).toBe(fault);
      const shown = bodies[index] === "this is not JSON" ? '"this is not JSON"' : bodies[index];
      expect(text).toContain(`"update":${shown}`);
    }
    expect(told.filter(({ event }) => event.data.updates?.[0]?.fault !== undefined)).toHaveLength(
      4,
    );
    expect(told[3]?.event.chatId).toBe("123456789012345678901");
  });

  test("a duplicate raises nothing, also hours later; an id that restarted does", async () => {
    const hour = 3_600_000;
    const { world, database, bot, endpoint, storedCount } = await setup(await prepare());
    const endpointId = await endpoint();
    await enqueue(world, bot, [
      [groupMessage(1, 5), 300 * hour],
      [groupMessage(1, 5), 299 * hour],
      [groupMessage(2, 5), 299 * hour],
    ]);
    await enqueue(world, bot, [
      [groupMessage(2, 5), 290 * hour],
      [groupMessage(1, 5, ',"text":"changed on the way"'), 200 * hour],
      [groupMessage(1, 6, ',"text":"after an idle week"'), 100 * hour],
      [groupMessage(1, 5), hour],
      groupMessage(3, 5),
    ]);
    await storedCount(4);
    expect(await toldUpdateIds(database, endpointId)).toEqual([["1"], ["2"], ["1"], ["3"]]);
    const told = await line(database, endpointId);
    expect(told[2]?.text).toContain("after an idle week");
  });
});

describe("events of updates", () => {
  const prepare = async (): Promise<WorldOptions> => {
    const databaseUrl = await createDatabase();
    return { databaseUrl, backend: { kind: "postgres", url: databaseUrl } };
  };

  test("an endpoint is told of what it wants and no more", async () => {
    const { world, database, bot, endpoint, storedCount } = await setup(await prepare());
    const other = await world.addBot();
    const foreign = await world.addBot({ workspaceId: await world.addWorkspace() });
    const all = await endpoint();
    const ofOther = await endpoint({ connectionId: other.connectionId });
    const ofMessages = await endpoint({ events: ["message.status.changed"] });
    const disabled = await endpoint({ disabled: true });
    await enqueue(world, bot, [groupMessage(1, 5), groupMessage(2, 5)]);
    await enqueue(world, other, [groupMessage(3, 5)]);
    await enqueue(world, foreign, [groupMessage(4, 5)]);
    await storedCount(4);

    expect((await toldUpdateIds(database, all)).toSorted()).toEqual([["1"], ["2"], ["3"]]);
    expect(await toldUpdateIds(database, ofOther)).toEqual([["3"]]);
    expect(await toldUpdateIds(database, ofMessages)).toEqual([]);
    expect(await toldUpdateIds(database, disabled)).toEqual([]);
    // One event for both endpoints; none where nobody listens.
    expect(await database.prisma.event.count()).toBe(3);
  });

  test("a paused connection's events wait for their push, they are not left out", async () => {
    const { world, database, endpoint, storedCount } = await setup(await prepare());
    const endpointId = await endpoint();
    const paused = await world.addBot({ paused: true });
    await enqueue(world, paused, [groupMessage(1, 5)]);
    await storedCount(1);
    expect(await toldUpdateIds(database, endpointId)).toEqual([["1"]]);
  });

  test("all topics of a chat share a lane; another business account has its own", async () => {
    const { world, database, bot, endpoint, storedCount } = await setup(await prepare());
    const endpointId = await endpoint();
    const topic = (id: number) => `,"message_thread_id":${id},"is_topic_message":true`;
    const business = `{"update_id":4,"business_message":{"message_id":4,"business_connection_id":"b","chat":{"id":-5}}}`;
    await enqueue(world, bot, [
      groupMessage(1, -5, topic(1)),
      groupMessage(2, -5, topic(2)),
      groupMessage(3, -5),
      business,
    ]);
    await storedCount(4);
    const lanes = (await line(database, endpointId)).map(({ delivery }) => delivery.lane);
    const chat = `${bot.connectionId}/chat:-5`;
    expect(lanes).toEqual([chat, chat, chat, `${bot.connectionId}/business:b:-5`]);
  });

  test("what Postgres refuses is told of with its reason, beside its neighbours", async () => {
    const { world, database, bot, endpoint, storedCount } = await setup(await prepare());
    const endpointId = await endpoint();
    // The name of a lane that no index takes.
    const endless = randomBytes(6_000).toString("hex");
    const business = `{"update_id":2,"business_message":{"message_id":2,"business_connection_id":"${endless}","chat":{"id":5}}}`;
    await enqueue(world, bot, [groupMessage(1, 5), business, groupMessage(3, 5)]);
    await storedCount(3);
    const told = await line(database, endpointId);
    expect(told.map(({ event }) => event.data.updates?.[0])).toMatchObject([
      { updateId: "1" },
      { updateId: "2", fault: expect.stringContaining("54000"), update: JSON.parse(business) },
      { updateId: "3" },
    ]);
  });

  test("an endpoint that is deleted meanwhile holds nothing up", async () => {
    const options = await prepare();
    const { world, database, bot, endpoint, storedCount } = await setup(options);
    const [kept, deleted] = [await endpoint(), await endpoint()];
    const client = await database.pool.connect();
    try {
      await client.query("BEGIN");
      await client.query("DELETE FROM endpoints WHERE id = $1", [deleted]);
      await enqueue(world, bot, [groupMessage(1, 5)]);
      await eventually(async () => (await lockWaits(options.databaseUrl, "WITH owner AS")) > 0);
      await client.query("COMMIT");
    } finally {
      client.release();
    }
    await storedCount(1);
    expect(await toldUpdateIds(database, kept)).toEqual([["1"]]);
    expect(await database.prisma.delivery.count()).toBe(1);
  });
});
