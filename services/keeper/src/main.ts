/** Runs the keeper alone. */
import { runRole } from "@lumenflow/host";
import { readConfig } from "./config.ts";
import { createKeeper } from "./index.ts";

const config = readConfig();

await runRole("keeper", config, ({ database, queues, metrics, logger }) =>
  createKeeper({
    database,
    queues,
    layouts: () => database.partitions.live(),
    telegramTimeoutMs: config.LUMENFLOW_TELEGRAM_TIMEOUT_MS,
    metrics,
    logger,
  }),
);
