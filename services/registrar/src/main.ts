/** Runs the registrar alone. */
import { checkCanary, createDatabase } from "@lumenflow/db";
import { createQueues } from "@lumenflow/queue";
import {
  createKeyring,
  createLogger,
  createMetrics,
  httpServer,
  operations,
  run,
} from "@lumenflow/runtime";
import { createTransport } from "@lumenflow/telegram";
import { readConfig } from "./config.ts";
import { createRegistrar } from "./registrar.ts";

const config = readConfig();
const logger = createLogger({ name: "registrar", level: config.LOG_LEVEL });
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
const keyring = createKeyring(config.LUMENFLOW_ENCRYPTION_KEYS);
await checkCanary(database.installation, keyring);
const publicOrigin = config.PUBLIC_URL ?? null;
const registrar = createRegistrar({
  database,
  queues,
  logger,
  keyring,
  macKey: await database.installation.secret("webhook-mac"),
  roots: () => ({ apiRoot: config.TELEGRAM_API_ROOT }),
  transport: createTransport(),
  telegramTimeoutMs: config.LUMENFLOW_TELEGRAM_TIMEOUT_MS,
  webhookOrigin: () => publicOrigin,
});
const operate = operations({
  checks: [database.check, queues.check],
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

await run([database, queues, server, ...registrar.components], {
  logger,
  shutdownTimeoutMs: config.SHUTDOWN_TIMEOUT_MS,
});
