/** Hands accepted updates to the queue: one job with all that gathered while the last was under way. */
import type { InboundConnection, IngestLayout } from "@lumenflow/db";
import {
  maxBatchBytes,
  maxBatchUpdates,
  partitionOf,
  type ReceivedUpdate,
  storeUpdates,
} from "@lumenflow/jobs";
import { PartitionSealed, type Queues } from "@lumenflow/queue";
import type { Component, Logger } from "@lumenflow/runtime";
import { createBatcher } from "./batcher.ts";
import { createLayout, type Layouts } from "./layout.ts";
import type { ReceivedBody } from "./to-update.ts";

export interface IntakeDeps {
  readonly partitions: Layouts;
  readonly queues: Pick<Queues, "enqueue">;
  readonly metrics: { flushed(updates: number): void };
  readonly logger: Logger;
}

/** What may wait in this process for its turn; beyond it Telegram is told to come again. */
const waitingItems = 16_384;
const waitingBytes = 64 * 1024 * 1024;

/**
 * Resolves once the update is durable in the queue; rejects where that is not known. Of one chat
 * give one update at a time: as Telegram does, and as order asks for when the count changes.
 */
export type Intake = (
  connection: Pick<InboundConnection, "connectionId" | "workspaceId">,
  body: ReceivedBody,
) => Promise<void>;

interface Item {
  readonly update: ReceivedUpdate;
  readonly chatLane: string;
  readonly bytes: number;
}

/** Start the component before the first update. */
export function createIntake(deps: IntakeDeps): { intake: Intake; component: Component } {
  const { partitions, queues, metrics, logger } = deps;
  let into: ((item: Item) => Promise<void>) | undefined;
  const layout = createLayout({
    partitions,
    logger,
    changed() {
      into = undefined;
    },
  });

  function add(item: Item): Promise<void> {
    into ??= addingTo(layout.current());
    return into(item);
  }

  function addingTo({ epoch, count }: IngestLayout): (item: Item) => Promise<void> {
    const batcher = createBatcher<Item>({
      lines: count,
      batchItems: maxBatchUpdates,
      batchBytes: maxBatchBytes,
      waitingItems,
      waitingBytes,
      async flush(index, items) {
        metrics.flushed(items.length);
        try {
          const updates = items.map(({ update }) => update);
          await queues.enqueue(storeUpdates, { updates }, { epoch, index });
        } catch (error) {
          if (error instanceof PartitionSealed) return moveOn(epoch, items);
          logger.warn({ err: error, partition: index, count: items.length }, "could not enqueue");
          throw error;
        }
      },
    });
    return (item) => {
      const { connectionId } = item.update;
      const line = partitionOf({ connectionId, chatKey: item.chatLane }, count);
      return batcher.add(line, item, item.bytes);
    };
  }

  /** Of none of them anybody has been told that it is durable: no later one of its chat exists. */
  async function moveOn(sealed: number, items: readonly Item[]): Promise<void> {
    await layout.after(sealed);
    await Promise.all(items.map(add));
  }

  return {
    component: layout.component,
    intake({ connectionId, workspaceId }, { text, bytes, chatLane }) {
      const update: ReceivedUpdate = {
        connectionId,
        workspaceId,
        receivedAt: new Date().toISOString(),
        body: text,
      };
      return add({ update, chatLane, bytes });
    },
  };
}
