/** Hands accepted updates to the queue: one job with all that gathered while the last was under way. */
import type { InboundConnection, IngestLayout } from "@lumenflow/db";
import {
  maxBatchBytes,
  maxBatchUpdates,
  partitionsOfConnection,
  type ReceivedUpdate,
  storeUpdates,
} from "@lumenflow/jobs";
import { PartitionSealed, type Queues } from "@lumenflow/queue";
import type { Component, Logger } from "@lumenflow/runtime";
import { createBatcher } from "./batcher.ts";
import { createLayout, type Layouts } from "./layout.ts";
import { createTimestamp } from "./timestamp.ts";
import type { ReceivedBody } from "./to-update.ts";

export interface IntakeDeps {
  readonly partitions: Layouts;
  readonly queues: Pick<Queues, "enqueue">;
  readonly metrics: { flushed(updates: number): void };
  readonly logger: Logger;
}

/**
 * What may wait in this process for its turn; beyond it Telegram is told to come again. One
 * connection may have a quarter of it: the others find room, whatever it sends.
 */
const waiting = { items: 16_384, bytes: 64 * 1024 * 1024 };
const waitingOfOwner = { items: waiting.items / 4, bytes: waiting.bytes / 4 };

/**
 * Resolves once the update is durable in the queue; rejects where that is not known. Of one chat
 * give one update at a time: as Telegram does, and as order asks for when the count changes.
 */
export type Intake = (connection: Source, body: ReceivedBody) => Promise<void>;

type Source = Pick<InboundConnection, "connectionId" | "workspaceId">;

/**
 * The same for several at once, all or none: give nothing else of their chats before it has settled,
 * which it does when nothing of it is under way any more. Where an update was refused, so was every
 * later one of its chat.
 */
export type IntakeAll = (connection: Source, bodies: readonly ReceivedBody[]) => Promise<void>;

/** What an epoch's batcher offers. */
interface Epoch {
  add(item: Item): Promise<void>;
  addAll(items: readonly Item[]): Promise<void>;
}

interface Item {
  readonly source: Source;
  readonly owner: string;
  readonly update: ReceivedUpdate;
  readonly chatLane: string;
  readonly bytes: number;
}

/** Start the component before the first update. */
export function createIntake(deps: IntakeDeps): {
  readonly intake: Intake;
  readonly intakeAll: IntakeAll;
  readonly component: Component;
} {
  const { partitions, queues, metrics, logger } = deps;
  const now = createTimestamp();
  let into: Epoch | undefined;
  const layout = createLayout({
    partitions,
    logger,
    changed() {
      into = undefined;
    },
  });

  function open(): Epoch {
    into ??= addingTo(layout.current());
    return into;
  }

  function addingTo({ epoch, count }: IngestLayout): Epoch {
    const batcher = createBatcher<Item>({
      lines: count,
      batch: { items: maxBatchUpdates, bytes: maxBatchBytes },
      waiting,
      waitingOfOwner,
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
    const lines = new WeakMap<Source, (chatLane: string) => number>();
    function lineOf({ source, chatLane }: Item): number {
      let lineOfChat = lines.get(source);
      if (lineOfChat === undefined) {
        lineOfChat = partitionsOfConnection(source.connectionId, count);
        lines.set(source, lineOfChat);
      }
      return lineOfChat(chatLane);
    }
    return {
      add: (item) => batcher.add(lineOf(item), item),
      addAll: (items) => batcher.addAll(items.map((item) => ({ line: lineOf(item), item }))),
    };
  }

  /** Of none of them anybody has been told that it is durable: what is later of its chat waits behind. */
  async function moveOn(sealed: number, items: readonly Item[]): Promise<void> {
    await layout.after(sealed);
    await open().addAll(items);
  }

  function itemOf(source: Source, { text, bytes, chatLane }: ReceivedBody): Item {
    const { connectionId, workspaceId } = source;
    const update = { connectionId, workspaceId, receivedAt: now(), body: text };
    return { source, owner: connectionId, update, chatLane, bytes };
  }

  return {
    component: layout.component,
    intake: (source, body) => open().add(itemOf(source, body)),
    intakeAll: async (source, bodies) => open().addAll(bodies.map((body) => itemOf(source, body))),
  };
}
