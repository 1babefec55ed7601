/** Runs the dispatcher alone, as its own main does, with a schedule of retries as compressed as Telegram's clock. */
import { createDispatcher } from "@lumenflow/dispatcher";
import { openKeyring, runRole } from "@lumenflow/host";
import { readConfig } from "../../../services/dispatcher/src/config.ts";

const config = readConfig();
const stepsMs = [100, 200, 500, 1_000, 1_000, 2_000, 2_000, 5_000, 5_000, 10_000, 10_000, 30_000];

await runRole("dispatcher", config, async ({ database, queues, listener, metrics, logger }) =>
  createDispatcher({
    database,
    queues,
    listener,
    keyring: await openKeyring(config.LUMENFLOW_ENCRYPTION_KEYS, database),
    metrics,
    logger,
    delivery: {
      networks: config.LUMENFLOW_ENDPOINT_NETWORKS,
      schedule: { stepsMs, jitter: 0.1 },
      timeoutMs: 2_000,
    },
  }),
);
