/** Runs the console alone. */
import { createAccounts, createAuthenticator, firstStart } from "@lumenflow/accounts";
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
import { createTransport } from "@lumenflow/telegram";
import { readConfig } from "./config.ts";
import { createConsole } from "./console.ts";

const config = readConfig();
const logger = createLogger({ name: "console", level: config.LOG_LEVEL });
const metrics = createMetrics();
const url = config.DATABASE_URL;
const database = createDatabase({ url, logger });
const listener = createListener({ url, logger });
const queues = createQueues({
  backend:
    config.REDIS_URL === undefined
      ? { kind: "postgres", url }
      : { kind: "redis", url: config.REDIS_URL },
  logger,
  metrics,
});
const keyring = createKeyring(config.LUMENFLOW_ENCRYPTION_KEYS);
await checkCanary(database.installation, keyring);
const https = config.PUBLIC_URL !== undefined;
const accounts = createAccounts({
  database,
  secret: await database.installation.secret("cookies"),
  origins: () => (config.PUBLIC_URL === undefined ? [] : [config.PUBLIC_URL]),
  secureCookies: https,
  logger,
});
const given = {
  email: config.LUMENFLOW_OWNER_EMAIL,
  password: config.LUMENFLOW_OWNER_PASSWORD,
  apiKey: config.LUMENFLOW_API_KEY,
};
// Nobody reads a container's terminal: without given secrets the command line makes and shows them.
if (given.email && given.password && given.apiKey) await firstStart(accounts, given);
else if ((await database.workspaces.all()).length === 0) {
  logger.warn("there is no workspace yet: make one with the command line's keys create");
}
const authenticator = createAuthenticator({ keys: database.keys, accounts, listener, logger });
const transport = createTransport();
const console = createConsole({
  database,
  queues,
  keyring,
  accounts,
  authenticate: authenticator.authenticate,
  telegram: { roots: () => ({ apiRoot: config.TELEGRAM_API_ROOT }), transport },
  layout: () => database.ingest.openLayout(),
  https,
  trustProxy: config.LUMENFLOW_TRUST_PROXY,
  logger,
});
const operate = operations({
  checks: [database.check, queues.check, ...console.checks],
  metrics,
  metricsToken: config.LUMENFLOW_METRICS_TOKEN,
});
const server = httpServer({
  name: "http",
  host: config.HOST,
  port: config.PORT,
  logger,
  handler(req, res) {
    if (!operate(req, res)) console.handler?.(req, res, () => res.writeHead(404).end());
  },
});

await run([database, listener, queues, authenticator, ...console.components, server], {
  logger,
  shutdownTimeoutMs: config.SHUTDOWN_TIMEOUT_MS,
});
