/** Records results for all actors of the process, and does not give up while Postgres is away. */
import { setTimeout as delay } from "node:timers/promises";
import type { Database, PartResult } from "@lumenflow/db";
import { describeError, type Logger } from "@lumenflow/runtime";
import { createCoalescer } from "./coalesce.ts";

export interface Results {
  /**
   * Resolves once the result is in Postgres: true if it counted, false if another owner has the part
   * by now. Waits as long as Postgres is away, since nobody else knows what happened.
   */
  record(result: PartResult): Promise<boolean>;
}

const firstPauseMs = 100;
const longestPauseMs = 2_000;

export function createResults(deps: {
  readonly database: Pick<Database, "transaction">;
  readonly logger: Logger;
}): Results {
  const { database, logger } = deps;
  const coalesced = createCoalescer<PartResult, boolean>({
    async flush(results) {
      const counted = await database.transaction((tx) => tx.outbox.record(results));
      return results.map(({ partId }) => counted.has(partId));
    },
    maxOut: 2,
    maxItems: 500,
  });

  return {
    async record(result) {
      for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
        try {
          return await coalesced(result);
        } catch (error) {
          logger.warn(
            { partId: result.partId, err: describeError(error), nextDelayMs: pauseMs },
            "could not record a result yet",
          );
          await delay(pauseMs);
        }
      }
    },
  };
}
