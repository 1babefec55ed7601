/** How updates are spread over partition queues, epoch by epoch, and who may store from each of them. */
import { type EpochState, epochMachine, sourcesOf } from "@lumenflow/governance";
import type { Client, Prepared, Sql } from "../client.ts";

/** How updates are spread in one epoch. */
export interface IngestLayout {
  readonly epoch: number;
  readonly count: number;
}

export interface Epoch extends IngestLayout {
  readonly state: EpochState;
}

/** What its owner shows with every batch that it stores. */
export interface PartitionOwner {
  readonly epoch: number;
  readonly index: number;
  /** The number under which it took the partition; decimal. */
  readonly fence: string;
}

/** Of an installation's first epoch. */
const firstPartitions = 8;

export function createPartitions(_client: Client, sql: Sql) {
  /** The first caller of an installation opens its first epoch. */
  async function epochs(): Promise<Epoch[]> {
    const all = () =>
      sql<Epoch>("SELECT epoch, partitions AS count, state FROM ingest_epochs ORDER BY epoch");
    const found = await all();
    if (found.length > 0) return found;
    await sql(
      "INSERT INTO ingest_epochs (epoch, partitions) VALUES (1, $1) ON CONFLICT (epoch) DO NOTHING",
      [firstPartitions],
    );
    return all();
  }

  /** The layout that updates are added to: the open one, or the last one until the next is open. */
  async function current(): Promise<IngestLayout> {
    const [newest] = (await epochs())
      .filter(({ state }) => state === "open" || state === "draining")
      .toReversed();
    if (newest === undefined) throw new Error("no epoch of the partitions is open");
    return { epoch: newest.epoch, count: newest.count };
  }

  return {
    /** Every epoch there has been, oldest first. */
    epochs,

    /** The epochs that are not closed, oldest first: one, or two while the count is being changed. */
    async live(): Promise<Epoch[]> {
      return (await epochs()).filter(({ state }) => state !== "closed");
    },

    current,

    /**
     * Begins a change of the count: an epoch of `count` partitions, that opens once the open one is
     * sealed. Null where there are so many already, or another change is under way.
     */
    async change(count: number): Promise<Epoch | null> {
      const [made] = await sql<Epoch>(
        `WITH left_behind AS (
           UPDATE ingest_epochs SET state = 'draining'
           WHERE state = ANY($2::text[]) AND partitions <> $1 AND NOT EXISTS (
             SELECT FROM ingest_epochs WHERE state IN ('opening', 'draining'))
           RETURNING epoch
         )
         INSERT INTO ingest_epochs (epoch, partitions, state)
         SELECT epoch + 1, $1, 'opening' FROM left_behind
         RETURNING epoch, partitions AS count, state`,
        [count, sourcesOf(epochMachine, "draining")],
      );
      return made ?? null;
    },

    /** Opens the epoch after a sealed one, unless somebody has. What updates are added to then. */
    async openAfter(sealed: number): Promise<IngestLayout> {
      await sql(
        "UPDATE ingest_epochs SET state = 'open' WHERE epoch = $1 AND state = ANY($2::text[])",
        [sealed + 1, sourcesOf(epochMachine, "open")],
      );
      return current();
    },

    /**
     * Closes an epoch that is empty for good: the next one is open, and nothing is left in the
     * queues. Whoever still holds a batch of it can store it no more. True if this call closed it.
     */
    async close(epoch: number): Promise<boolean> {
      const rows = await sql(
        `WITH closed AS (
           UPDATE ingest_epochs e SET state = 'closed'
           WHERE epoch = $1 AND state = ANY($2::text[]) AND EXISTS (
             SELECT FROM ingest_epochs next WHERE next.epoch = e.epoch + 1 AND next.state <> 'opening')
           RETURNING epoch
         ), raised AS (
           UPDATE partition_fences f SET fence = fence + 1 FROM closed WHERE f.epoch = closed.epoch
         )
         SELECT epoch FROM closed`,
        [epoch, sourcesOf(epochMachine, "closed")],
      );
      return rows.length > 0;
    },

    /**
     * Makes the caller the partition's owner: whoever owned it before can store nothing any more.
     * Where the fence is still the one `held`, it is the owner already and nothing is written.
     * Waits for a batch that the earlier owner is storing just now.
     */
    async own(
      { epoch, index }: { readonly epoch: number; readonly index: number },
      held: string | null,
    ): Promise<PartitionOwner> {
      const [row] = await sql<{ fence: string }>(ownPartition, [epoch, index, held]);
      if (row === undefined) throw new Error(`partition ${epoch}-${index} has no fence`);
      return { epoch, index, fence: row.fence };
    },
  };
}

const ownPartition: Prepared = {
  name: "own-partition",
  text: `
WITH mine AS (
  SELECT fence FROM partition_fences
  WHERE epoch = $1 AND partition = $2 AND fence = $3::text::bigint
), taken AS (
  INSERT INTO partition_fences AS f (epoch, partition, fence)
  SELECT $1, $2, 1 WHERE NOT EXISTS (SELECT FROM mine)
  ON CONFLICT (epoch, partition) DO UPDATE SET fence = f.fence + 1
  RETURNING fence
)
SELECT fence::text FROM mine UNION ALL SELECT fence::text FROM taken`,
};

/**
 * Rows only while the owner in `$1` (epoch), `$2` (partition) and `$3` (fence) is the owner, which
 * nobody else can become before the statement that reads them has committed. `at` is the first of
 * the three parameters.
 */
export const ownerAt = (at: number) => `
  SELECT fence FROM partition_fences
  WHERE epoch = $${at}::int AND partition = $${at + 1}::int AND fence = $${at + 2}::text::bigint
  FOR SHARE`;
