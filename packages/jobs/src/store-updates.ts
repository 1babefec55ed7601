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

function fits(updates: readonly { readonly body: string }[]): boolean {
  // Three bytes are the most that a character of a string takes: few batches need counting.
  const characters = updates.reduce((sum, { body }) => sum + body.length, 0);
  if (characters * 3 <= maxBatchBytes) return true;
  return updates.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0) <= maxBatchBytes;
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
});
