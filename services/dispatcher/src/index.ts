/** The dispatcher: stores what the partitions hold, in order, and delivers events to endpoints. */
import type { Database } from "@lumenflow/db";
import { type Partition, partitionsOf, storeUpdates } from "@lumenflow/jobs";
import type { Queues } from "@lumenflow/queue";
import type { Component, Role } from "@lumenflow/runtime";
import { createDeliverer, type DelivererDeps } from "./deliverer.ts";
import { createFollowNews } from "./follow-news.ts";
import { createDispatcherMetrics } from "./metrics.ts";
import { createStoreUpdates, type StoreUpdatesDeps } from "./store-updates.ts";

export interface DispatcherDeps extends DelivererDeps {
  readonly database: Pick<
    Database,
    "chats" | "chatMembers" | "deliveries" | "partitions" | "updates" | "transaction" | "check"
  > & {
    readonly ingest: Pick<Database["ingest"], "openLayout"> & StoreUpdatesDeps["ingest"];
  };
  readonly queues: Pick<Queues, "worker" | "ringAll" | "check">;
}

/** Works on every partition of the open epoch; over all processes one at a time has each of them. */
export function createDispatcher(deps: DispatcherDeps): Role {
  const { database, queues, metrics } = deps;
  const { ingest, updates } = database;
  const counted = createDispatcherMetrics(metrics);
  const follow = createFollowNews({
    chats: database.chats,
    chatMembers: database.chatMembers,
    followMove: (move) => database.transaction((tx) => tx.chatMoves.follow(move)),
  });
  const handlerOf = (partition: Partition) =>
    createStoreUpdates({
      partition,
      partitions: database.partitions,
      ingest,
      follow,
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

  return {
    name: "dispatcher",
    components: [partitions, ...createDeliverer(deps)],
    checks: [database.check, queues.check],
  };
}
