/** Runs the ingress alone. */
import { createAccounts, createAuthenticator } from "@lumenflow/accounts";
import { problem, sendProblem } from "@lumenflow/api";
import { createDatabase, createListener } from "@lumenflow/db";
import { createQueues } from "@lumenflow/queue";
import { createLogger, createMetrics, httpServer, operations, run } from "@lumenflow/runtime";
import { readConfig } from "./config.ts";
import { createIngress } from "./index.ts";

const config = readConfig();
const logger = createLogger({ name: "ingress", level: config.LOG_LEVEL });
const metrics = createMetrics();
const stopping = new AbortController();
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
// People sign in at the console, whose pages read messages and updates here, behind one origin.
const accounts = createAccounts({
  database,
  secret: await database.installation.secret("cookies"),
  origins: () => (config.PUBLIC_URL === undefined ? [] : [config.PUBLIC_URL]),
  secureCookies: config.PUBLIC_URL !== undefined,
  logger,
});
const authenticator = createAuthenticator({ keys: database.keys, accounts, listener, logger });
const ingress = createIngress({
  database,
  queues,
  listener,
  authenticate: authenticator.authenticate,
  limits: config.LUMENFLOW_INGRESS_LIMITS,
  trustProxy: config.LUMENFLOW_TRUST_PROXY,
  metrics,
  logger,
  stopping: stopping.signal,
});
const operate = operations({
  checks: ingress.checks,
  metrics,
  metricsToken: config.LUMENFLOW_METRICS_TOKEN,
});
const server = httpServer({
  name: "http",
  host: config.HOST,
  port: config.PORT,
  logger,
  handler(req, res) {
    if (operate(req, res)) return;
    ingress.handler(req, res, () => sendProblem(res, problem.notFound("There is nothing here.")));
  },
});
server.stopping.addEventListener("abort", () => stopping.abort());

await run([database, listener, queues, authenticator, ...ingress.components, server], {
  logger,
  shutdownTimeoutMs: config.SHUTDOWN_TIMEOUT_MS,
});
