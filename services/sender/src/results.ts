/** Records results for all actors of the process, and does not give up while Postgres is away. */
import type { Database, PartResult } from "@lumenflow/db";
import { createCoalescer, describeError, insist, type Logger } from "@lumenflow/runtime";

export interface Results {
  /**
   * Resolves once the result is in Postgres: true if it counted, false if another owner has the part
   * by now. Waits as long as Postgres is away, since nobody else knows what happened.
   */
  record(result: PartResult): Promise<boolean>;
}

export function createResults(deps: {
  readonly database: Pick<Database, "transaction">;
  readonly logger: Logger;
}): Results {
  const { database, logger } = deps;
  const coalesced = createCoalescer<PartResult, boolean>({
    async flush(results) {
      const counted = await database.transaction((tx) => tx.outbox.record(results));
      const rest = results.filter((result) => !counted.has(result));
      const late =
        rest.length === 0
          ? new Set<PartResult>()
          : await database.transaction((tx) => tx.outbox.recordLate(rest));
      return results.map((result) => counted.has(result) || late.has(result));
    },
    maxOut: 2,
    maxItems: 500,
  });

  return {
    record: (result) =>
      insist(
        () => coalesced(result),
        (error, nextDelayMs) =>
          logger.warn(
            { partId: result.partId, err: describeError(error), nextDelayMs },
            "could not record a result yet",
          ),
      ),
  };
}
