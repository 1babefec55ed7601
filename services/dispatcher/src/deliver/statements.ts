/** Asks what goes next and records what became of it, for all actors of the process together. */
import type { DeliveryResult, LaneAnswer, Repositories, WantedLane } from "@lumenflow/db";
import { createCoalescer, describeError, insist, type Logger } from "@lumenflow/runtime";

export interface Statements {
  /** Rejects where Postgres is away. */
  next(wanted: WantedLane): Promise<LaneAnswer>;
  /**
   * Resolves once the result is in Postgres: true if it counted. Waits as long as Postgres is away:
   * until then the lane must not go on.
   */
  record(result: DeliveryResult): Promise<boolean>;
}

export function createStatements(deps: {
  readonly deliveries: Pick<Repositories["deliveries"], "next" | "record">;
  readonly logger: Logger;
}): Statements {
  const { deliveries, logger } = deps;
  const record = createCoalescer<DeliveryResult, boolean>({
    async flush(results) {
      const counted = await deliveries.record(results);
      return results.map(({ deliveryId }) => counted.has(deliveryId));
    },
    maxOut: 2,
    maxItems: 500,
  });
  return {
    // Few at a time: each may bring bodies of a megabyte.
    next: createCoalescer({ flush: deliveries.next, maxOut: 2, maxItems: 64 }),
    record: (result) =>
      insist(
        () => record(result),
        (error, nextDelayMs) =>
          logger.warn(
            { deliveryId: result.deliveryId, err: describeError(error), nextDelayMs },
            "could not record a delivery yet",
          ),
      ),
  };
}
