/** Stores a batch of acknowledged updates: each once, in order, whatever is wrong with its neighbours. */
import type { ChatSighting, Delivery, NewUpdate, StoredCount } from "@lumenflow/db";
import { done, type PayloadOf, retry, type storeUpdates, type Verdict } from "@lumenflow/jobs";
import type { JobContext } from "@lumenflow/queue";
import { mergeSightings } from "./merge-sightings.ts";
import type { DispatcherMetrics } from "./metrics.ts";
import { asPoison, readUpdate } from "./read-update.ts";

export interface StoreUpdatesDeps {
  readonly ingest: { noteDeliveries(deliveries: readonly Delivery[]): Promise<Set<string>> };
  readonly chats: { see(sightings: readonly ChatSighting[]): Promise<void> };
  readonly updates: { store(updates: readonly NewUpdate[]): Promise<StoredCount> };
  readonly metrics: DispatcherMetrics;
}

/**
 * While Postgres is away this answers `retry`, which on a partition waits in place: the batch is
 * never given back, or its successors would overtake it. Running it twice stores nothing twice.
 */
export function createStoreUpdates(deps: StoreUpdatesDeps) {
  return async (
    { updates }: PayloadOf<typeof storeUpdates>,
    { logger }: Pick<JobContext, "logger">,
  ): Promise<Verdict> => {
    const read = updates.map(readUpdate);
    try {
      const known = await deps.ingest.noteDeliveries(updates);
      const kept = read.filter(({ row }) => known.has(row.connectionId));
      reportOrphans(read.map(({ row }) => row).filter((row) => !known.has(row.connectionId)));
      await seeChats(kept.flatMap(({ sightings }) => sightings));
      const count = await storeRows(kept.map(({ row }) => row));
      deps.metrics.stored({ ...count, received: kept.length });
      return done();
    } catch (error) {
      return retry(error);
    }

    /** Nothing can refer to a connection whose row is gone: ids go to the log, the rest is dropped. */
    function reportOrphans(orphans: readonly NewUpdate[]): void {
      if (orphans.length === 0) return;
      deps.metrics.dropped(orphans.length);
      const ids = orphans.map(({ connectionId, updateId }) => `${connectionId}/${updateId}`);
      logger.error({ ids }, "dropped updates of connections that no longer exist");
    }

    /** The registry follows the updates, it never holds them up. */
    async function seeChats(sightings: readonly ChatSighting[]): Promise<void> {
      try {
        await deps.chats.see(mergeSightings(sightings));
      } catch (error) {
        if (!isAboutData(error)) throw error;
        logger.error({ err: error }, "could not record what the updates tell about chats");
      }
    }

    async function storeRows(rows: readonly NewUpdate[]): Promise<StoredCount> {
      try {
        return rows.length === 0 ? nothing : await deps.updates.store(rows);
      } catch (error) {
        if (!isAboutData(error)) throw error;
        return storeOneByOne(rows);
      }
    }

    async function storeOneByOne(rows: readonly NewUpdate[]): Promise<StoredCount> {
      let sum = nothing;
      for (const row of rows) {
        const count = await storeAtAnyRate(row);
        sum = { stored: sum.stored + count.stored, poison: sum.poison + count.poison };
      }
      return sum;
    }

    async function storeAtAnyRate(row: NewUpdate): Promise<StoredCount> {
      try {
        return await deps.updates.store([row]);
      } catch (error) {
        if (!isAboutData(error)) throw error;
        logger.error({ err: error, connectionId: row.connectionId }, "stored an update as poison");
        const fault = `Postgres did not take it (${error.code}).`;
        return deps.updates.store([asPoison(row, fault)]);
      }
    }
  };
}

const nothing: StoredCount = { stored: 0, poison: 0 };

/**
 * Whether Postgres refused a value, so that trying the same again cannot help: SQLSTATE classes 22
 * (data), 23 (constraints) and 54 (limits). Everything else passes by itself.
 */
function isAboutData(error: unknown): error is { code: string } {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && /^(22|23|54)[0-9A-Z]{3}$/.test(code);
}
