/** BullMQ on our own Postgres (schema `bullmq`): a pool to add, a pool to work, one connection that listens. */
import { type BackendFactory, type PgPool, Queue, runMigrations, Worker } from "bullmq";
import pg from "pg";
import { amendSchema } from "./amend-schema.ts";
import type { WaitingJob } from "./companions.ts";
import {
  type BullQueue,
  type BullWorker,
  type Driver,
  queueOptions,
  workerOptions,
} from "./driver.ts";
import type { ErrorLog } from "./error-log.ts";
import { QueueUnavailable } from "./errors.ts";
import { forgivingPool } from "./forgiving-pool.ts";
import { makeLimiterTable } from "./limiter.ts";
import { ListenConnection } from "./listen-connection.ts";
import { longestBlockSeconds, WaitingBackend } from "./waiting-backend.ts";

/** Producers have connections of their own: however busy the workers are, a ring does not queue behind them. */
const producersConnections = 6;

/** Of these one listens. */
const workersConnections = 11;

const startingMs = 10_000;

export function createPostgresDriver(options: {
  readonly url: string;
  readonly errors: ErrorLog;
}): Driver {
  const { url, errors } = options;
  const producers = open({ max: producersConnections, min: 1, connectionTimeoutMillis: 1_000 });
  const workers = open({ max: workersConnections, connectionTimeoutMillis: startingMs });

  function open(size: Pick<pg.PoolConfig, "max" | "min" | "connectionTimeoutMillis">) {
    const pool = new pg.Pool({
      connectionString: url,
      options: "-c search_path=bullmq",
      application_name: "lumenflow-queue",
      idleTimeoutMillis: 60_000,
      keepAlive: true,
      ...size,
    });
    pool.on("connect", (client) => client.setMaxListeners(0));
    const bullPool = forgivingPool(pool);
    const connection = new ListenConnection(bullPool);
    connection.setMaxListeners(0);
    connection.on("error", (error) => errors.report(error, "postgres"));
    // BullMQ's own factory takes a connection out of the pool for every worker, to LISTEN. Sharing
    // one among all of them keeps partitions cheap.
    const backendFor =
      (exclusive: boolean): BackendFactory<WaitingBackend, PgPool> =>
      (name, backendOptions) =>
        new WaitingBackend(connection, name, backendOptions, exclusive);
    return { pool, bullPool, connection, backendFor };
  }

  return {
    addsInBulk: false,
    forgetsSettings: false,

    async connect() {
      const client = await firstConnection(workers.pool);
      try {
        await runMigrations(client);
        await amendSchema(client);
        await makeLimiterTable(client);
      } finally {
        client.release();
      }
      // Remembered for good by BullMQ, also if it fails: so it happens here, where it succeeds.
      (await firstConnection(producers.pool)).release();
      await Promise.all([
        producers.connection.waitUntilReady(),
        workers.connection.waitUntilReady(),
      ]);
    },

    // BullMQ's types carry the backend's; nothing above this file needs to know it.
    queue: (name) =>
      new Queue(
        name,
        { ...queueOptions, connection: producers.bullPool },
        producers.backendFor(false),
      ) as unknown as BullQueue,

    worker: (name, processor, tuning) =>
      new Worker(
        name,
        processor,
        { ...workerOptions(tuning, longestBlockSeconds), connection: workers.bullPool },
        workers.backendFor(tuning.exclusive),
      ) as unknown as BullWorker,

    async waitingJobs({ name }, count) {
      const { rows } = await workers.pool.query<WaitingJob>({
        name: "waiting-jobs",
        text: `SELECT id, data FROM job WHERE queue = $1 AND state = 'waiting'
          ORDER BY priority, seq LIMIT $2`,
        values: [name, count],
      });
      return rows;
    },

    async dropWaiting({ name }, ids) {
      await workers.pool.query({
        name: "drop-waiting",
        text: "DELETE FROM job WHERE queue = $1 AND id = ANY($2) AND state = 'waiting'",
        values: [name, ids],
      });
    },

    // Settings are rows here: a reconnection loses none.
    onReconnect: () => () => undefined,

    limiterStore: { kind: "postgres", client: producers.pool },

    async check() {
      await producers.pool.query("SELECT 1");
      return { ok: true, detail: "Postgres" };
    },

    async close() {
      for (const { connection, pool } of [producers, workers]) {
        await connection.close();
        await pool.end();
      }
    },
  };
}

/** A start waits for it as long as a worker does, where a ring gives up after a second. */
async function firstConnection(pool: pg.Pool): Promise<pg.PoolClient> {
  const giveUp = performance.now() + startingMs;
  for (;;) {
    try {
      return await pool.connect();
    } catch (error) {
      const slow = error instanceof Error && /timeout/i.test(error.message);
      if (!slow || performance.now() > giveUp) {
        throw new QueueUnavailable("no connection to Postgres", { cause: error });
      }
    }
  }
}
