/** BullMQ on our own Postgres (schema `bullmq`): one pool, one connection that listens for all workers. */
import {
  type BackendFactory,
  type PgPool,
  PostgresConnection,
  Queue,
  runMigrations,
  Worker,
} from "bullmq";
import pg from "pg";
import {
  type BullQueue,
  type BullWorker,
  type Driver,
  queueOptions,
  workerOptions,
} from "./driver.ts";
import type { ErrorLog } from "./error-log.ts";
import { QueueUnavailable } from "./errors.ts";
import { keepPlace } from "./keep-place.ts";
import { makeLimiterTable } from "./limiter.ts";
import { longestBlockSeconds, WaitingBackend } from "./waiting-backend.ts";

const queryConnections = 10;

export function createPostgresDriver(options: {
  readonly url: string;
  readonly errors: ErrorLog;
}): Driver {
  const { url, errors } = options;
  const pool = new pg.Pool({
    connectionString: url,
    options: "-c search_path=bullmq",
    application_name: "lumenflow-queue",
    max: queryConnections + 1,
    min: 1,
    idleTimeoutMillis: 60_000,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  pool.on("connect", (client) => client.setMaxListeners(0));
  const bullPool = pool as unknown as PgPool;
  const connection = new PostgresConnection(bullPool);
  connection.setMaxListeners(0);
  connection.on("error", (error) => errors.report(error, "postgres"));

  // BullMQ's own factory takes a connection out of the pool for every worker, to LISTEN. Sharing
  // one among all of them keeps partitions cheap.
  const backendFor =
    (exclusive: boolean): BackendFactory<WaitingBackend, PgPool> =>
    (name, backendOptions) =>
      new WaitingBackend(connection, name, backendOptions, exclusive);

  return {
    addsInBulk: false,
    forgetsSettings: false,

    async connect() {
      let client: pg.PoolClient;
      try {
        client = await pool.connect();
      } catch (error) {
        throw new QueueUnavailable("no connection to Postgres", { cause: error });
      }
      try {
        await runMigrations(client);
        await keepPlace(client);
        await makeLimiterTable(client);
      } finally {
        client.release();
      }
      await connection.waitUntilReady();
    },

    // BullMQ's types carry the backend's; nothing above this file needs to know it.
    queue: (name) =>
      new Queue(
        name,
        { ...queueOptions, connection: bullPool },
        backendFor(false),
      ) as unknown as BullQueue,

    worker: (name, processor, tuning) =>
      new Worker(
        name,
        processor,
        { ...workerOptions(tuning, longestBlockSeconds), connection: bullPool },
        backendFor(tuning.exclusive),
      ) as unknown as BullWorker,

    // Settings are rows here: a reconnection loses none.
    onReconnect: () => () => undefined,

    limiterStore: { kind: "postgres", client: pool },

    async check() {
      await pool.query("SELECT 1");
      return { ok: true, detail: "Postgres" };
    },

    async close() {
      await connection.close();
      await pool.end();
    },
  };
}
