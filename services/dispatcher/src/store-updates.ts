/** Stores a batch of acknowledged updates: each once, in order, whatever is wrong with its neighbours. */
import type { Delivery, NewInput, NewUpdate, PartitionOwner, StoredCount } from "@lumenflow/db";
import { done, type PayloadOf, retry, type storeUpdates, type Verdict } from "@lumenflow/jobs";
import { type JobContext, LeaseLost, leaseMs } from "@lumenflow/queue";
import { createFence, type FenceDeps, TakenOver } from "./fence.ts";
import type { DispatcherMetrics } from "./metrics.ts";
import type { RegistryNews } from "./read-news.ts";
import { asPoison, readUpdate } from "./read-update.ts";

export interface StoreUpdatesDeps extends FenceDeps {
  readonly ingest: { noteDeliveries(deliveries: readonly Delivery[]): Promise<Set<string>> };
  /** Tells the registry what the updates say of chats. */
  readonly follow: (news: readonly RegistryNews[]) => Promise<void>;
  /** Hands over what is meant for us: what approvers press and say. */
  readonly hear: (inputs: readonly NewInput[]) => Promise<void>;
  readonly updates: {
    store(updates: readonly NewUpdate[], owner: PartitionOwner): Promise<StoredCount | null>;
  };
  readonly metrics: DispatcherMetrics;
}

/**
 * While Postgres is away this answers `retry`, which on a partition waits in place: the batch is
 * never given back, or its successors would overtake it. Running it twice stores nothing twice.
 *
 * Where another dispatcher has taken the partition over, nothing is stored, and the answer is to
 * wait for as long as a lease lasts: by then the queue has told whoever lost it, so that nothing
 * comes of it. Who still has the batch after that has it alone, and takes the partition back.
 */
export function createStoreUpdates(deps: StoreUpdatesDeps) {
  const own = createFence(deps);

  return async (
    { updates }: PayloadOf<typeof storeUpdates>,
    { logger, signal }: Pick<JobContext, "logger" | "signal">,
  ): Promise<Verdict> => {
    const read = updates.map(readUpdate);
    try {
      const [owner, known] = await Promise.all([own(), deps.ingest.noteDeliveries(updates)]);
      if (signal.reason instanceof LeaseLost) return retry(signal.reason);
      const kept = read.filter(({ row }) => known.has(row.connectionId));
      reportOrphans(read.map(({ row }) => row).filter((row) => !known.has(row.connectionId)));
      await follow(kept.map(({ news }) => news));
      const count = await storeRows(
        kept.map(({ row }) => row),
        owner,
      );
      if (count === null) return retry(new TakenOver(takenOver), { delayMs: leaseMs });
      await hear(kept.flatMap(({ input }) => input ?? []));
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
    async function follow(news: readonly RegistryNews[]): Promise<void> {
      try {
        await deps.follow(news);
      } catch (error) {
        if (!isAboutData(error)) throw error;
        logger.error({ err: error }, "could not record what the updates tell about chats");
      }
    }

    /** Once they are stored: whoever runs this again hands over the same, which counts once. */
    async function hear(inputs: readonly NewInput[]): Promise<void> {
      if (inputs.length === 0) return;
      try {
        await deps.hear(inputs);
      } catch (error) {
        if (!isAboutData(error)) throw error;
        logger.error({ err: error }, "could not take what an approver pressed or said");
      }
    }

    async function storeRows(
      rows: readonly NewUpdate[],
      owner: PartitionOwner,
    ): Promise<StoredCount | null> {
      try {
        return rows.length === 0 ? nothing : await deps.updates.store(rows, owner);
      } catch (error) {
        if (!isAboutData(error)) throw error;
        return storeOneByOne(rows, owner);
      }
    }

    async function storeOneByOne(
      rows: readonly NewUpdate[],
      owner: PartitionOwner,
    ): Promise<StoredCount | null> {
      let sum = nothing;
      for (const row of rows) {
        const count = await storeAtAnyRate(row, owner);
        if (count === null) return null;
        sum = { stored: sum.stored + count.stored, poison: sum.poison + count.poison };
      }
      return sum;
    }

    async function storeAtAnyRate(
      row: NewUpdate,
      owner: PartitionOwner,
    ): Promise<StoredCount | null> {
      try {
        return await deps.updates.store([row], owner);
      } catch (error) {
        if (!isAboutData(error)) throw error;
        logger.error({ err: error, connectionId: row.connectionId }, "stored an update as poison");
        const fault = `Postgres did not take it (${error.code}).`;
        return deps.updates.store([asPoison(row, fault)], owner);
      }
    }
  };
}

const nothing: StoredCount = { stored: 0, poison: 0 };
const takenOver = "another dispatcher has taken the partition over: nothing was stored";

/**
 * Whether Postgres refused a value, so that trying the same again cannot help: SQLSTATE classes 22
 * (data), 23 (constraints) and 54 (limits). Everything else passes by itself.
 */
function isAboutData(error: unknown): error is { code: string } {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && /^(22|23|54)[0-9A-Z]{3}$/.test(code);
}
