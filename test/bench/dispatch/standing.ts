/** A dispatcher as a process of its own that stands still until it is measured, on private stores. */
import { join } from "node:path";
import { createDatabase } from "@lumenflow/db";
import { type PartitionLayout, storeUpdates } from "@lumenflow/jobs";
import { createQueues } from "@lumenflow/queue";
import { createLogger } from "@lumenflow/runtime";
import {
  cloneDatabase,
  eventually,
  freePort,
  type Running,
  startPostgres,
  startRedis,
  startService,
} from "../../harness/index.ts";
import { connectedBots } from "../connected-bots.ts";
import { cpuMs, cpuMsOfFamily, pidOfRedis } from "../machine.ts";
import { fillPartitions, updatesOf } from "./fill.ts";

/** CPU of the process, of Postgres and of Redis, in ms. */
export type Spent = readonly [number, number, number];

export interface Standing {
  readonly dispatcher: Running;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly layout: PartitionLayout;
  /** The next updates of 50 bots. */
  readonly next: ReturnType<typeof updatesOf>;
  /** Puts updates into the partitions, `size` a batch. */
  fill(updates: ReturnType<ReturnType<typeof updatesOf>>, size: number): Promise<void>;
  /** Batches that are not stored. */
  left(): Promise<number>;
  spent(worker: Running): Spent;
  stop(): Promise<void>;
}

export async function openStanding(): Promise<Standing> {
  const logger = createLogger({ name: "bench", level: "warn" });
  const postgres = await startPostgres();
  const redis = await startRedis();
  const databaseUrl = await cloneDatabase(postgres.url("postgres"));
  const next = updatesOf(await connectedBots(databaseUrl, 50));
  const database = createDatabase({ url: databaseUrl, logger, poolSize: 2 });
  const queues = createQueues({ backend: { kind: "redis", url: redis.url }, logger });
  const pids = { postgres: await postgres.pid(), redis: await pidOfRedis(redis.url) };
  const port = await freePort();
  const main = join(import.meta.dirname, "../../../services/dispatcher/src/main.ts");
  const dispatcher = startService(main, {
    env: {
      DATABASE_URL: databaseUrl,
      REDIS_URL: redis.url,
      PORT: String(port),
      LOG_LEVEL: "warn",
      LUMENFLOW_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64")}`,
    },
  });
  await database.start();
  await queues.start();
  const ready = async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
  await eventually(ready, { timeoutMs: 60_000 });
  const layout = await database.partitions.current();
  return {
    dispatcher,
    databaseUrl,
    redisUrl: redis.url,
    layout,
    next,
    fill: (updates, size) => fillPartitions(queues, layout, updates, size),
    left: async () => (await queues.left(storeUpdates, layout)).unfinished,
    spent: ({ pid }) => [cpuMs(pid), cpuMsOfFamily(pids.postgres), cpuMs(pids.redis)],
    async stop() {
      await dispatcher.stop("SIGKILL");
      await queues.stop();
      await database.stop();
      await Promise.all([redis.stop(), postgres.stop()]);
    },
  };
}
