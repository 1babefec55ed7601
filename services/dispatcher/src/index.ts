/** The dispatcher: takes batches of updates from the partitions and stores them in order. */
import type { Database } from "@lumenflow/db";
import { deliverEvents, type Partition, partitionsOf, storeUpdates } from "@lumenflow/jobs";
import type { Queues } from "@lumenflow/queue";
import type { Component, Metrics, Role } from "@lumenflow/runtime";
import { createDeliverEvents } from "./deliver-events.ts";
import { createDispatcherMetrics } from "./metrics.ts";
import { createStoreUpdates, type StoreUpdatesDeps } from "./store-updates.ts";

export interface DispatcherDeps {
  readonly database: Pick<Database, "chats" | "partitions" | "updates" | "check"> & {
    readonly ingest: Pick<Database["ingest"], "openLayout"> & StoreUpdatesDeps["ingest"];
  };
  readonly queues: Pick<Queues, "worker" | "check">;
  readonly metrics: Pick<Metrics, "counter" | "histogram">;
}

/** Endpoints that one process serves at the same time: each has a slot while it is awake. */
const endpointsAtOnce = 1_000;

/** Works on every partition of the open epoch; over all processes one at a time has each of them. */
export function createDispatcher({ database, queues, metrics }: DispatcherDeps): Role {
  const { ingest, chats, updates } = database;
  const counted = createDispatcherMetrics(metrics);
  const handlerOf = (partition: Partition) =>
    createStoreUpdates({
      partition,
      partitions: database.partitions,
      ingest,
      chats,
      updates,
      metrics: counted,
    });
  let workers: Component[] = [];

  const partitions: Component = {
    name: "dispatcher",
    async start() {
      const layout = await database.ingest.openLayout();
      workers = partitionsOf(layout).map((partition) =>
        queues.worker(storeUpdates, handlerOf(partition), { partition }),
      );
      await Promise.all(workers.map((worker) => worker.start()));
    },
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()));
    },
  };

  const deliveries = queues.worker(deliverEvents, createDeliverEvents(), {
    concurrency: endpointsAtOnce,
  });
  return {
    name: "dispatcher",
    components: [partitions, deliveries],
    checks: [database.check, queues.check],
  };
}
