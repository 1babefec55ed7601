/** Runs the sender alone. */
import { checkCanary, createDatabase, createListener } from "@lumenflow/db";
import { createQueues } from "@lumenflow/queue";
import {
  createKeyring,
  createLogger,
  createMetrics,
  httpServer,
  operations,
  run,
} from "@lumenflow/runtime";
import { readConfig } from "./config.ts";
import { createSender } from "./index.ts";

const config = readConfig();
const logger = createLogger({ name: "sender", level: config.LOG_LEVEL });
const metrics = createMetrics();
const database = createDatabase({ url: config.DATABASE_URL, logger });
const listener = createListener({ url: config.DATABASE_URL, logger });
const queues = createQueues({
  backend:
    config.REDIS_URL === undefined
      ? { kind: "postgres", url: config.DATABASE_URL }
      : { kind: "redis", url: config.REDIS_URL },
  logger,
  metrics,
});
const keyring = createKeyring(config.LUMENFLOW_ENCRYPTION_KEYS);
await checkCanary(database.installation, keyring);
const sender = createSender({
  database,
  queues,
  listener,
  keyring,
  metrics,
  logger,
  roots: () => ({ apiRoot: config.TELEGRAM_API_ROOT }),
  telegramTimeoutMs: config.LUMENFLOW_TELEGRAM_TIMEOUT_MS,
});
const operate = operations({
  checks: [database.check, queues.check, ...sender.checks],
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

await run([database, listener, queues, ...sender.components, server], {
  logger,
  shutdownTimeoutMs: config.SHUTDOWN_TIMEOUT_MS,
});
