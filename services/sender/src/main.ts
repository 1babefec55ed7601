/** Runs the sender alone. */
import { openKeyring, runRole } from "@lumenflow/host";
import { readConfig } from "./config.ts";
import { createSender } from "./index.ts";

const config = readConfig();

await runRole("sender", config, async ({ database, queues, listener, metrics, logger }) =>
  createSender({
    database,
    queues,
    listener,
    keyring: await openKeyring(config.LUMENFLOW_ENCRYPTION_KEYS, database),
    metrics,
    logger,
    roots: () => ({ apiRoot: config.TELEGRAM_API_ROOT }),
    telegramTimeoutMs: config.LUMENFLOW_TELEGRAM_TIMEOUT_MS,
  }),
);
