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

/** As for claims. Longer would leave more in doubt after a crash. */
const gapMs = 4;

export function createResults(deps: {
  readonly database: Pick<Database, "outbox" | "transaction">;
  readonly logger: Logger;
}): Results {
  const { database, logger } = deps;
  const coalesced = createCoalescer<PartResult, boolean>({
    async flush(results) {
      const usual = results.filter(isUsual);
      const others = results.filter((result) => !isUsual(result));
      const counted = new Set<PartResult>([
        ...(usual.length > 0 ? await database.outbox.recordSent(usual) : []),
        ...(others.length > 0 ? await database.transaction((tx) => tx.outbox.record(others)) : []),
      ]);
      const rest = results.filter((result) => !counted.has(result));
      if (rest.length > 0) {
        const late = await database.transaction((tx) => tx.outbox.recordLate(rest));
        for (const result of late) counted.add(result);
      }
      return results.map((result) => counted.has(result));
    },
    maxOut: 2,
    maxItems: 500,
    gapMs,
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

type SentPart = Extract<PartResult, { readonly to: "sent" }>;

/** Nothing else of its message is to be thought of: one statement records it. */
function isUsual(result: PartResult): result is SentPart {
  return result.to === "sent" && result.alone === true;
}
