/** Puts updates into the queues: into the partitions as ingress does, or one job each. */
import { partitionOf, type ReceivedUpdate, storeUpdates } from "@lumenflow/jobs";
import type { Queues } from "@lumenflow/queue";
import type { Queue } from "bullmq";
import type { ConnectedBot } from "../connected-bots.ts";
import { updateOf } from "../updates.ts";

export const baselineQueue = "baseline";
export type BaselineJob = ReceivedUpdate;

const chatsPerBot = 40;
const addedAtOnce = 64;

/** The next `count` updates of these bots, spread over their chats. */
export function updatesOf(bots: readonly ConnectedBot[]) {
  let last = 0;
  return (count: number): { update: ReceivedUpdate; chatLane: string }[] => {
    const receivedAt = new Date().toISOString();
    return Array.from({ length: count }, () => {
      last += 1;
      const { connectionId } = bots[last % bots.length] as ConnectedBot;
      const chat = Math.floor(last / bots.length) % chatsPerBot;
      const body = updateOf(chat, last);
      const update = { connectionId, workspaceId: "ws_bench", receivedAt, body };
      return { update, chatLane: `chat:${-1_001_000_000_000 - chat}` };
    });
  };
}

/** In batches of `size`, as far as each partition's share goes. */
export async function fillPartitions(
  queues: Pick<Queues, "enqueue">,
  layout: { readonly epoch: number; readonly count: number },
  updates: ReturnType<ReturnType<typeof updatesOf>>,
  size: number,
): Promise<void> {
  const lines = Map.groupBy(updates, ({ update: { connectionId }, chatLane }) =>
    partitionOf({ connectionId, chatKey: chatLane }, layout.count),
  );
  await Promise.all(
    [...lines].map(async ([index, line]) => {
      for (let from = 0; from < line.length; from += size) {
        const batch = line.slice(from, from + size).map(({ update }) => update);
        await queues.enqueue(storeUpdates, { updates: batch }, { epoch: layout.epoch, index });
      }
    }),
  );
}

export async function fillBaseline(
  queue: Queue<BaselineJob>,
  updates: ReturnType<ReturnType<typeof updatesOf>>,
): Promise<void> {
  for (let from = 0; from < updates.length; from += addedAtOnce) {
    await queue.addBulk(
      updates.slice(from, from + addedAtOnce).map(({ update }) => {
        return { name: "update", data: update, opts: { removeOnComplete: true } };
      }),
    );
  }
}
