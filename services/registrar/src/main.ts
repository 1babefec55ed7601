/** Runs the registrar alone. */
import { openKeyring, runRole } from "@lumenflow/host";
import { createTransport } from "@lumenflow/telegram";
import { readConfig } from "./config.ts";
import { createRegistrar } from "./registrar.ts";

const config = readConfig();
const publicOrigin = config.PUBLIC_URL ?? null;

await runRole("registrar", config, async ({ database, queues, listener, metrics, logger }) =>
  createRegistrar({
    database,
    queues,
    listener,
    metrics,
    logger,
    keyring: await openKeyring(config.LUMENFLOW_ENCRYPTION_KEYS, database),
    macKey: await database.installation.secret("webhook-mac"),
    roots: () => ({ apiRoot: config.TELEGRAM_API_ROOT }),
    transport: createTransport(),
    telegramTimeoutMs: config.LUMENFLOW_TELEGRAM_TIMEOUT_MS,
    webhookOrigin: () => publicOrigin,
    newerKinds: config.LUMENFLOW_UPDATE_KINDS,
  }),
);
