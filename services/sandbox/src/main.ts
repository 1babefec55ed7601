/** Runs the sandbox alone. */
import { join } from "node:path";
import { createLogger, createMetrics, httpServer, operations, run } from "@lumenflow/runtime";
import { readConfig } from "./config.ts";
import { createSandbox } from "./sandbox.ts";

const config = readConfig();
const logger = createLogger({ name: "sandbox", level: config.LOG_LEVEL });
const stopping = new AbortController();
const sandbox = createSandbox({
  logger,
  dataDir: join(config.LUMENFLOW_DATA_DIR, "sandbox"),
  stopping: stopping.signal,
});
const operate = operations({
  checks: sandbox.checks,
  metrics: createMetrics(),
  metricsToken: config.LUMENFLOW_METRICS_TOKEN,
});
const server = httpServer({
  name: "http",
  host: config.HOST,
  port: config.PORT,
  logger,
  handler(req, res) {
    if (operate(req, res)) return;
    sandbox.handler(req, res, () => res.writeHead(404).end());
  },
});
server.stopping.addEventListener("abort", () => stopping.abort());

await run([...sandbox.components, server], {
  logger,
  shutdownTimeoutMs: config.SHUTDOWN_TIMEOUT_MS,
  onStarted: () =>
    logger.info(
      { page: `http://${config.HOST}:${server.address().port}/sandbox` },
      "sandbox ready",
    ),
});
