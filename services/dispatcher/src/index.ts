/** The dispatcher: stores what the partitions hold, in order, and delivers events to endpoints. */
import type { Database, NewInput } from "@lumenflow/db";
import { answerApprovers, storeUpdates } from "@lumenflow/jobs";
import { type Queues, ringAfterCommit } from "@lumenflow/queue";
import type { Role } from "@lumenflow/runtime";
import { createDeliverer, type DelivererDeps } from "./deliverer.ts";
import { createFollowNews } from "./follow-news.ts";
import { createDispatcherMetrics } from "./metrics.ts";
import { createPartitionWorkers } from "./partition-workers.ts";
import { createStoreUpdates } from "./store-updates.ts";

export interface DispatcherDeps extends DelivererDeps {
  readonly database: Pick<
    Database,
    | "chats"
    | "chatMembers"
    | "deliveries"
    | "ingest"
    | "partitions"
    | "telegramApprovals"
    | "updates"
    | "transaction"
    | "check"
  >;
  readonly queues: Pick<Queues, "worker" | "ringAll" | "seal" | "left" | "check">;
}

export function createDispatcher(deps: DispatcherDeps): Role {
  const { database, queues, metrics, logger } = deps;
  const { ingest, updates, partitions } = database;
  const counted = createDispatcherMetrics(metrics);
  const follow = createFollowNews({
    chats: database.chats,
    chatMembers: database.chatMembers,
    followMove: (move) => database.transaction((tx) => tx.chatMoves.follow(move)),
  });
  const hear = async (inputs: readonly NewInput[]) => {
    await database.telegramApprovals.noteInputs(inputs);
    const ids = new Set(inputs.map(({ connectionId }) => connectionId));
    const bells = [...ids].map((connectionId) => ({ connectionId }));
    await ringAfterCommit(deps, answerApprovers, bells);
  };
  const batches = createPartitionWorkers({
    partitions,
    queues,
    logger,
    workerOf(partition) {
      const deps = { partition, partitions, ingest, follow, hear, updates, metrics: counted };
      return queues.worker(storeUpdates, createStoreUpdates(deps), { partition });
    },
  });

  return {
    name: "dispatcher",
    components: [batches, ...createDeliverer(deps)],
    checks: [database.check, queues.check],
  };
}
