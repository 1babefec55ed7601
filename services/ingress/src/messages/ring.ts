/** Wakes the owner of a connection's line after a commit. */
import { drainOutbox } from "@lumenflow/jobs";
import { describeError } from "@lumenflow/runtime";
import type { MessageDeps } from "./deps.ts";

/** A bell that cannot be rung is only logged: the row says what is due, and the sweep rings. */
export async function ring(
  { queues, logger }: Pick<MessageDeps, "queues" | "logger">,
  connectionId: string,
): Promise<void> {
  try {
    await queues.ring(drainOutbox, { connectionId });
  } catch (error) {
    logger.warn({ connectionId, err: describeError(error) }, "could not ring; the sweep will");
  }
}
