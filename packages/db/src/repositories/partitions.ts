/** Who may store from a partition: a fence that rises with every new owner. */
import type { Client, Sql } from "../client.ts";

/** What its owner shows with every batch that it stores. */
export interface PartitionOwner {
  readonly epoch: number;
  readonly index: number;
  /** The number under which it took the partition; decimal. */
  readonly fence: string;
}

export function createPartitions(_client: Client, sql: Sql) {
  return {
    /**
     * Makes the caller the partition's owner: whoever owned it before can store nothing any more.
     * Where the fence is still the one `held`, it is the owner already and nothing is written.
     * Waits for a batch that the earlier owner is storing just now.
     */
    async own(
      { epoch, index }: { readonly epoch: number; readonly index: number },
      held: string | null,
    ): Promise<PartitionOwner> {
      const [row] = await sql<{ fence: string }>(
        `WITH mine AS (
           SELECT fence FROM partition_fences
           WHERE epoch = $1 AND partition = $2 AND fence = $3::text::bigint
         ), taken AS (
           INSERT INTO partition_fences AS f (epoch, partition, fence)
           SELECT $1, $2, 1 WHERE NOT EXISTS (SELECT FROM mine)
           ON CONFLICT (epoch, partition) DO UPDATE SET fence = f.fence + 1
           RETURNING fence
         )
         SELECT fence::text FROM mine UNION ALL SELECT fence::text FROM taken`,
        [epoch, index, held],
      );
      if (row === undefined) throw new Error(`partition ${epoch}-${index} has no fence`);
      return { epoch, index, fence: row.fence };
    },
  };
}

/**
 * Rows only while the owner in `$1` (epoch), `$2` (partition) and `$3` (fence) is the owner, which
 * nobody else can become before the statement that reads them has committed. `at` is the first of
 * the three parameters.
 */
export const ownerAt = (at: number) => `
  SELECT fence FROM partition_fences
  WHERE epoch = $${at}::int AND partition = $${at + 1}::int AND fence = $${at + 2}::text::bigint
  FOR SHARE`;
