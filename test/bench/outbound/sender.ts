/** Runs the sender alone, as its own main does, at a pace that is given. */
import { openKeyring, runRole } from "@lumenflow/host";
import { createSender } from "@lumenflow/sender";
import { readConfig } from "../../../services/sender/src/config.ts";

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
    limits: JSON.parse(process.env.PACING ?? "null") ?? undefined,
  }),
);
