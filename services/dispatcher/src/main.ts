/** Runs the dispatcher alone. */
import { openKeyring, runRole } from "@lumenflow/host";
import { readConfig } from "./config.ts";
import { createDispatcher } from "./index.ts";

const config = readConfig();

await runRole("dispatcher", config, async ({ database, queues, listener, metrics, logger }) =>
  createDispatcher({
    database,
    queues,
    listener,
    keyring: await openKeyring(config.LUMENFLOW_ENCRYPTION_KEYS, database),
    metrics,
    logger,
    delivery: { networks: config.LUMENFLOW_ENDPOINT_NETWORKS },
  }),
);
