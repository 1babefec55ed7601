import { newId } from "@lumenflow/db";
import { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import { sweep } from "../../services/keeper/src/timers/sweep.ts";
import { wakeParked } from "../../services/keeper/src/timers/wake-parked.ts";
import { bareConnection, describeBackends, eventually, freshRedis } from "../harness/index.ts";
import { setup } from "./setup.ts";

const connections = 1_000;

describeBackends("a thousand connections with empty outboxes", ({ kind, prepare }) => {
  test("leave no job, no owner and no connection to Redis, while another one sends", async () => {
    const { databaseUrl, backend: shared } = await prepare();
    const redis = kind === "redis" ? await freshRedis() : undefined;
    if (redis !== undefined) onTestFinished(() => redis.stop());
    const backend = redis === undefined ? shared : { kind, url: redis.url };
    const world = await setup({ databaseUrl, backend, keeper: false });
    const { database, queues, workspaceId, sql } = world;
    const busy = await world.connect();
    const chatId = await world.chat(busy.botId);
    await world.rule();

    async function sendOne(text: string): Promise<void> {
      const { body } = await world.send(busy.connectionId, chatId, text);
      await eventually(async () => (await world.message(body.id)).status === "sent");
    }
    await sendOne("before");
    const clients = redis === undefined ? 0 : await clientsOf(redis.url);

    for (let n = 0; n < connections; n += 1) {
      const id = newId("connection");
      const bot = { id: String(n + 1), username: `idle_${n}_bot`, name: "Idle" };
      const apiRoot = `${world.telegramOrigin()}/sandbox`;
      await database.connections.add(bareConnection({ id, workspaceId, bot, apiRoot }));
    }
    // What keepers do every few seconds, done now: nobody is rung for.
    const { outbox, registrations, deliveries, polling, telegramApprovals } = database;
    const deps = { outbox, registrations, deliveries, polling, telegramApprovals, queues };
    const layouts = async () => [];
    await sweep({ ...deps, layouts, telegramTimeoutMs: 2_000, ...quiet }).run();
    await wakeParked({ ...deps }).run();
    await sendOne("after");

    const owned = "SELECT count(*)::int AS count FROM connections WHERE fence > 0";
    expect(await sql(owned)).toEqual([{ count: 1 }]);
    if (redis !== undefined) expect(await clientsOf(redis.url)).toBe(clients);
    // The busy one's owner lingers, and leaves no job either.
    await eventually(async () => {
      const outboxes = (await queues.counts([])).filter(({ queue }) => queue === "outbox");
      expect(outboxes).toEqual([{ queue: "outbox", waiting: 0, active: 0, delayed: 0, failed: 0 }]);
      return true;
    });
  });
});

/** Webhooks are not what this is about. */
const quiet = { registrations: { due: async () => [] }, polling: { unowned: async () => [] } };

async function clientsOf(url: string): Promise<number> {
  const client = new Redis(url);
  try {
    return Number(/connected_clients:(\d+)/.exec(await client.info("clients"))?.[1]);
  } finally {
    client.disconnect();
  }
}
