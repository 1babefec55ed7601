/** Runs the keeper alone. */
import { createDatabase } from "@lumenflow/db";
import { createQueues } from "@lumenflow/queue";
import { createLogger, createMetrics, httpServer, operations, run } from "@lumenflow/runtime";
import { readConfig } from "./config.ts";
import { createKeeper } from "./index.ts";

const config = readConfig();
const logger = createLogger({ name: "keeper", level: config.LOG_LEVEL });
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
const keeper = createKeeper({
  database,
  queues,
  layout: () => database.ingest.openLayout(),
  telegramTimeoutMs: config.LUMENFLOW_TELEGRAM_TIMEOUT_MS,
  metrics,
  logger,
});
const operate = operations({
  checks: [database.check, queues.check, ...keeper.checks],
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

await run([database, queues, ...keeper.components, server], {
  logger,
  shutdownTimeoutMs: config.SHUTDOWN_TIMEOUT_MS,
});
