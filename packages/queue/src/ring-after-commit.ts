/** Rings for rows that are committed: a failure is only logged, since the rows say what is due. */
import type { DoorbellDeclaration } from "@lumenflow/jobs";
import { describeError, type Logger } from "@lumenflow/runtime";
import type { Queues } from "./types.ts";

export interface Bellringer {
  readonly queues: Pick<Queues, "ringAll">;
  readonly logger: Logger;
}

/**
 * Use after the transaction that made something due. The caller's work is done whether or not the
 * bell is heard: the keeper's sweep rings for every row that waits.
 */
export async function ringAfterCommit<P>(
  { queues, logger }: Bellringer,
  job: DoorbellDeclaration<P>,
  payloads: readonly P[],
): Promise<void> {
  if (payloads.length === 0) return;
  try {
    await queues.ringAll(job, payloads);
  } catch (error) {
    const bells = payloads.map((payload) => job.id(payload));
    logger.warn(
      { job: job.name, bells, err: describeError(error) },
      "could not ring; the sweep will",
    );
  }
}
