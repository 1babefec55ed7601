import { createDatabase as openDatabase } from "@lumenflow/db";
import { createKeeper, type KeeperDeps } from "@lumenflow/keeper";
import { nextLookMs } from "@lumenflow/registration";
import { createKeyring, createLogger, createMetrics } from "@lumenflow/runtime";
import { expect, onTestFinished, test } from "vitest";
import { createDatabase, eventually, sql } from "../harness/index.ts";

const bots = 400;

/** Hundreds of connections that all became overdue while nothing ran. */
async function setup() {
  const url = await createDatabase();
  const logger = createLogger({ name: "test", level: "silent" });
  const database = openDatabase({ url, logger });
  onTestFinished(() => database.stop());
  await sql(url, "INSERT INTO workspaces (id, name, slug) VALUES ('ws_1', 'One', 'one')");
  await sql(
    url,
    `INSERT INTO connections (id, workspace_id, status, bot_id, bot_username, bot_name, api_root,
       webhook_key_id, created_by, registered_at, last_delivery_at, check_after)
     SELECT 'conn_' || n, 'ws_1', 'active', n::text, 'bot' || n, 'bot', 'http://127.0.0.1',
       'key' || n, 'system', now() - interval '1 day', now(), now() - n * interval '1 second'
     FROM generate_series(1, $1::int) AS n`,
    [bots],
  );
  const rounds: string[][] = [];
  const queues = {
    reassert: async () => undefined,
    async ringAll(job: { name: string }, bells: { connectionId: string }[]) {
      if (job.name !== "converge-registration" || bells.length === 0) return;
      rounds.push(bells.map(({ connectionId }) => connectionId));
    },
  };
  const keepers = ["a", "b"].map(() =>
    createKeeper({
      database,
      queues,
      keyring: createKeyring([{ id: "k1", key: Buffer.alloc(32, 7) }]),
      layouts: async () => [{ epoch: 1, count: 2 }],
      telegramTimeoutMs: 1_000,
      messageDays: 365,
      metrics: createMetrics(),
      logger,
    } as unknown as KeeperDeps),
  );
  return { url, database, rounds, keepers };
}

test("overdue looks are worked off a few at a time, the longest waiting first, each by one keeper", async () => {
  const { rounds, keepers } = await setup();
  const components = keepers.flatMap((keeper) => keeper.components);
  for (const component of components) await component.start();
  onTestFinished(async () => {
    for (const component of components) await component.stop();
  });
  await eventually(() => rounds.flat().length === bots, { timeoutMs: 60_000 });
  expect(Math.max(...rounds.map((round) => round.length))).toBe(25);
  expect(rounds.length).toBeGreaterThanOrEqual(bots / 25);
  expect(new Set(rounds.flat()).size).toBe(bots);
  expect(rounds[0]).toContain(`conn_${bots}`);
  expect(rounds.at(-1)).toContain("conn_1");
});

test("looks that fell together part: the next ones are spread over minutes", async () => {
  const { url, database } = await setup();
  const ids = await database.checks.lend(bots, 120_000);
  expect(await database.checks.lend(bots, 120_000)).toEqual([]);
  for (const id of ids) {
    await database.checks.looked(id, {
      since: null,
      seen: { pendingUpdateCount: 0, lastError: null, lastErrorAt: null, lastSyncErrorAt: null },
      memory: { takeovers: [], backlogGrowth: 0, quietSeconds: 0, longestQuietSeconds: null },
      misses: 0,
      nextLookMs: nextLookMs("healthy"),
      to: "inbound_ready",
      trouble: null,
      setWebhook: false,
    });
  }
  const [spread] = (await sql(
    url,
    `WITH per AS (
       SELECT floor(extract(epoch FROM check_after) / 10) AS slot, count(*)::int AS n
       FROM connections GROUP BY 1)
     SELECT max(n) AS crowd, count(*)::int AS slots,
       (SELECT extract(epoch FROM min(check_after) - now())::float8 FROM connections) AS first,
       (SELECT extract(epoch FROM max(check_after) - now())::float8 FROM connections) AS last
     FROM per`,
  )) as { crowd: number; slots: number; first: number; last: number }[];
  // Four minutes in slots of ten seconds: some 17 in each.
  expect(spread?.crowd).toBeLessThan(60);
  expect(spread?.slots).toBeGreaterThan(20);
  expect(spread?.last).toBeLessThan(12 * 60 + 1);
  expect(spread?.last ?? 0).toBeGreaterThan(10.5 * 60);
});

test("the partial index serves the question whose look is due, and disconnected ones are not asked about", async () => {
  const { url, database } = await setup();
  await sql(url, "UPDATE connections SET check_after = now() + interval '10 minutes'");
  await sql(url, "ANALYZE connections");
  const plan = await sql(
    url,
    "EXPLAIN SELECT id FROM connections WHERE check_after <= now() ORDER BY check_after LIMIT 25",
  );
  expect(JSON.stringify(plan)).toContain("connections_checking");
  await sql(url, "UPDATE connections SET check_after = now(), status = 'active'");
  await database.connections.disconnect("ws_1", "conn_1", "system");
  expect(await database.checks.lend(bots, 1_000)).not.toContain("conn_1");
});
