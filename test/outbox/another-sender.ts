/** A sender beside the world's own, as another process would be. */
import { createListener, createDatabase as openDatabase } from "@lumenflow/db";
import { createQueues, type Queues } from "@lumenflow/queue";
import { createLogger, createMetrics } from "@lumenflow/runtime";
import { createSender } from "@lumenflow/sender";
import { onTestFinished } from "vitest";
import type { Backend } from "../harness/index.ts";
import type { World } from "./setup.ts";

/** Started; stopped when the test has finished. */
export async function openAnotherSender(
  { url, keyring }: Pick<World, "url" | "keyring">,
  options: {
    readonly backend: Backend;
    readonly apiRoot: string;
    readonly telegramTimeoutMs: number;
  },
): Promise<Queues> {
  const { backend, apiRoot, telegramTimeoutMs } = options;
  const logger = createLogger({ name: "another", level: "silent" });
  const database = openDatabase({ url, logger });
  const listener = createListener({ url, logger });
  const queues = createQueues({ backend, logger });
  const sender = createSender({
    ...{ database, queues, listener, keyring, logger, telegramTimeoutMs },
    metrics: createMetrics({ defaults: false }),
    roots: () => ({ apiRoot }),
  });
  const components = [database, listener, queues, ...sender.components];
  for (const component of components) await component.start();
  onTestFinished(async () => {
    for (const component of components.toReversed()) await component.stop();
  });
  return queues;
}
