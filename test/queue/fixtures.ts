/** What the conformance tests speak of: an impatient bell, a batch, a gate, the counts of a queue. */
import { doorbell, type PartitionLayout } from "@lumenflow/jobs";
import { z } from "zod";
import { eventually as within } from "../harness/index.ts";
import type { Setup } from "./setup.ts";

export const layout: PartitionLayout = { epoch: 1, count: 1 };
export const partition = { epoch: 1, index: 0 };

/** A doorbell like the real ones, only impatient. */
export const bell = doorbell({
  name: "test-bell",
  queue: "outbox",
  payload: z.object({ connectionId: z.string() }),
  attempts: 3,
  backoff: { delayMs: 100, maxDelayMs: 1_000, jitter: 0 },
  id: ({ connectionId }) => connectionId,
  describe: ({ connectionId }) => ({ connectionId }),
});

export function batch(body: string) {
  const receivedAt = "2026-11-22T10:00:00.000Z";
  return { updates: [{ connectionId: "conn_1", workspaceId: "ws_1", receivedAt, body }] };
}

/** Recovering from a kill takes a lease and two looks: longer than the harness's patience. */
export function eventually(condition: () => boolean | Promise<boolean>) {
  return within(condition, { timeoutMs: 30_000 });
}

/** A promise that the test settles. */
export function gate(): { readonly open: () => void; readonly passed: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { open: resolve, passed: promise };
}

export async function countsOf({ queues }: Pick<Setup, "queues">, queue: string) {
  const counts = await queues.counts([layout]);
  return counts.find((count) => count.queue === queue);
}
