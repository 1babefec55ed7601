/** Declares the job that carries a batch of acknowledged updates from ingress to Postgres. */
import { z } from "zod";
import { partitioned } from "./declaration.ts";

/** Most updates in one batch. */
export const maxBatchUpdates = 256;

/** Most bytes (UTF-8) that the bodies of one batch have together; one update alone always fits. */
export const maxBatchBytes = 1024 * 1024;

const receivedUpdate = z.object({
  connectionId: z.string().min(1),
  workspaceId: z.string().min(1),
  /** ISO 8601 UTC with milliseconds. */
  receivedAt: z.iso.datetime({ precision: 3 }),
  /** The update exactly as Telegram sent it: JSON text, since its numbers exceed what a double holds. */
  body: z.string().min(2),
});

export type ReceivedUpdate = z.infer<typeof receivedUpdate>;

type Bodies = readonly { readonly body: string }[];

function fits(updates: Bodies): boolean {
  // Three bytes are the most that a character of a string takes: few batches need counting.
  if (charactersOf(updates) * 3 <= maxBatchBytes) return true;
  return updates.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0) <= maxBatchBytes;
}

function charactersOf(updates: Bodies): number {
  return updates.reduce((sum, { body }) => sum + body.length, 0);
}

interface Batch {
  readonly updates: ReceivedUpdate[];
}

/**
 * Telegram's ids start anew after an idle week. The same id twice in one batch is one update, so a
 * batch never spans as long: not even one that is joined after days without a dispatcher.
 */
const longestSpanMs = 24 * 3_600_000;

/** As if ingress had flushed once instead of several times. */
function join(batches: readonly Batch[]): { payload: Batch; count: number } {
  const updates: ReceivedUpdate[] = [];
  let characters = 0;
  let count = 0;
  for (const batch of batches) {
    characters += charactersOf(batch.updates);
    const tooMany = updates.length + batch.updates.length > maxBatchUpdates;
    const tooLong = spanMs(updates[0], batch.updates.at(-1)) > longestSpanMs;
    if (count > 0 && (tooMany || tooLong || characters > maxBatchBytes)) break;
    updates.push(...batch.updates);
    count += 1;
  }
  return { payload: { updates }, count };
}

function spanMs(first: ReceivedUpdate | undefined, last: ReceivedUpdate | undefined): number {
  if (first === undefined || last === undefined) return 0;
  return Math.abs(Date.parse(last.receivedAt) - Date.parse(first.receivedAt));
}

export const storeUpdates = partitioned({
  name: "store-updates",
  family: "updates",
  payload: z.object({
    updates: z
      .array(receivedUpdate)
      .min(1)
      .max(maxBatchUpdates)
      .refine(fits, "more than 1 MiB of bodies"),
  }),
  backoff: { delayMs: 100, maxDelayMs: 2_000, jitter: 0.2 },
  describe: ({ updates }) => ({ updates: updates.length }),
  room: ({ updates }) =>
    Math.floor(
      Math.min(maxBatchUpdates / updates.length, maxBatchBytes / charactersOf(updates)) - 1,
    ),
  join,
});
