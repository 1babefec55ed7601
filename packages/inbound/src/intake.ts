/** Hands accepted updates to the queue: one job with all that gathered while the last was under way. */
import type { InboundConnection, IngestLayout } from "@lumenflow/db";
import {
  maxBatchBytes,
  maxBatchUpdates,
  partitionOf,
  type ReceivedUpdate,
  storeUpdates,
} from "@lumenflow/jobs";
import type { Queues } from "@lumenflow/queue";
import type { Logger } from "@lumenflow/runtime";
import { createBatcher } from "./batcher.ts";
import type { ReceivedBody } from "./to-update.ts";

export interface IntakeDeps {
  readonly layout: IngestLayout;
  readonly queues: Pick<Queues, "enqueue">;
  readonly metrics: { flushed(updates: number): void };
  readonly logger: Logger;
}

/** What may wait in this process for its turn; beyond it Telegram is told to come again. */
const waitingItems = 16_384;
const waitingBytes = 64 * 1024 * 1024;

/** Resolves once the update is durable in the queue; rejects where that is not known. */
export type Intake = (
  connection: Pick<InboundConnection, "connectionId" | "workspaceId">,
  body: ReceivedBody,
) => Promise<void>;

export function createIntake({ layout, queues, metrics, logger }: IntakeDeps): Intake {
  const { epoch, count } = layout;
  const batcher = createBatcher<ReceivedUpdate>({
    lines: count,
    batchItems: maxBatchUpdates,
    batchBytes: maxBatchBytes,
    waitingItems,
    waitingBytes,
    async flush(index, updates) {
      metrics.flushed(updates.length);
      try {
        await queues.enqueue(storeUpdates, { updates: [...updates] }, { epoch, index });
      } catch (error) {
        logger.warn({ err: error, partition: index, count: updates.length }, "could not enqueue");
        throw error;
      }
    },
  });

  return ({ connectionId, workspaceId }, { text, bytes, chatLane }) => {
    const update: ReceivedUpdate = {
      connectionId,
      workspaceId,
      receivedAt: new Date().toISOString(),
      body: text,
    };
    const line = partitionOf({ connectionId, chatKey: chatLane }, count);
    return batcher.add(line, update, bytes);
  };
}
