/** Runs one role as a process of its own: its stores, its port, its stop. */
import { createDatabase, createListener, type Database, type Listener } from "@lumenflow/db";
import { createQueues, type Queues } from "@lumenflow/queue";
import {
  createLogger,
  createMetrics,
  type everyRole,
  httpServer,
  type Logger,
  type Metrics,
  operations,
  type Role,
  type RoleName,
  run,
  type Values,
} from "@lumenflow/runtime";
import { backendOf } from "./backend-of.ts";
import { chain } from "./handler-chain.ts";
import { createHeartbeat } from "./heartbeat.ts";

/** What a role is built from. */
export interface Shared {
  readonly database: Database;
  readonly queues: Queues;
  /** Opened for the role that asks for it. */
  readonly listener: Listener;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** Aborts when stopping begins. */
  readonly stopping: AbortSignal;
}

/** Resolves when the process has been told to stop and has stopped. */
export async function runRole(
  name: RoleName,
  config: Values<typeof everyRole>,
  build: (shared: Shared) => Role | Promise<Role>,
): Promise<void> {
  const { DATABASE_URL: url, HOST: host, PORT: port } = config;
  const logger = createLogger({ name, level: config.LOG_LEVEL });
  const metrics = createMetrics();
  const database = createDatabase({ url, logger });
  const queues = createQueues({ backend: backendOf(config.REDIS_URL, url), logger, metrics });
  const stopping = new AbortController();
  let listener: Listener | undefined;

  const role = await build({
    database,
    queues,
    get listener() {
      listener ??= createListener({ url, logger });
      return listener;
    },
    metrics,
    logger,
    stopping: stopping.signal,
  });
  const operate = operations({
    checks: [database.check, queues.check, ...role.checks],
    metrics,
    metricsToken: config.LUMENFLOW_METRICS_TOKEN,
  });
  const handler = chain(operate, [role.handler], logger);
  const server = httpServer({ name: "http", host, port, logger, handler });
  server.stopping.addEventListener("abort", () => stopping.abort());

  const stores = listener === undefined ? [database, queues] : [database, listener, queues];
  const heartbeat = createHeartbeat({ processes: database.processes, roles: [name], logger });
  await run([...stores, heartbeat, ...role.components, server], {
    logger,
    shutdownTimeoutMs: config.SHUTDOWN_TIMEOUT_MS,
  });
}
