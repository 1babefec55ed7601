/** Runs the keeper alone. */
import { openKeyring, runRole } from "@lumenflow/host";
import { readConfig } from "./config.ts";
import { createKeeper } from "./index.ts";

const config = readConfig();

await runRole("keeper", config, async ({ database, queues, metrics, logger }) =>
  createKeeper({
    database,
    queues,
    keyring: await openKeyring(config.LUMENFLOW_ENCRYPTION_KEYS, database),
    layouts: () => database.partitions.live(),
    telegramTimeoutMs: config.LUMENFLOW_TELEGRAM_TIMEOUT_MS,
    messageDays: config.LUMENFLOW_MESSAGE_RETENTION_DAYS,
    auditDays: config.LUMENFLOW_AUDIT_RETENTION_DAYS,
    consoleOrigin: () => config.LUMENFLOW_CONSOLE_URL,
    metrics,
    logger,
  }),
);
