/** Runs the dispatcher alone. */
import { createDatabase } from "@lumenflow/db";
import { createQueues } from "@lumenflow/queue";
import { createLogger, createMetrics, httpServer, operations, run } from "@lumenflow/runtime";
import { readConfig } from "./config.ts";
import { createDispatcher } from "./index.ts";

const config = readConfig();
const logger = createLogger({ name: "dispatcher", level: config.LOG_LEVEL });
const metrics = createMetrics();
const database = createDatabase({ url: config.DATABASE_URL, logger });
const queues = createQueues({
  backend:
    config.REDIS_URL === undefined
      ? { kind: "postgres", url: config.DATABASE_URL }
      : { kind: "redis", url: config.REDIS_URL },
  logger,
  metrics,
});
const dispatcher = createDispatcher({ database, queues, metrics });
const operate = operations({
  checks: dispatcher.checks,
  metrics,
  metricsToken: config.LUMENFLOW_METRICS_TOKEN,
});
const server = httpServer({
  name: "http",
  host: config.HOST,
  port: config.PORT,
  logger,
  handler(req, res) {
    if (!operate(req, res)) res.writeHead(404).end();
  },
});

await run([database, queues, ...dispatcher.components, server], {
  logger,
  shutdownTimeoutMs: config.SHUTDOWN_TIMEOUT_MS,
});
