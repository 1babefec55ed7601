/** Owns a partition under a fence for as long as this process works on it. */
import type { PartitionOwner } from "@lumenflow/db";
import type { Partition } from "@lumenflow/jobs";

export interface FenceDeps {
  readonly partition: Partition;
  readonly partitions: {
    own(partition: Partition, held: string | null): Promise<PartitionOwner>;
  };
}

/** Another dispatcher has taken the partition over since this batch was begun. */
export class TakenOver extends Error {
  override readonly name = "TakenOver";
}

/**
 * Ask for the owner when a batch begins: the lease says that it is ours, so whoever had the
 * partition before loses it now. What is stored afterwards shows the fence that was taken then: a
 * process that stood still meanwhile shows one that has been passed.
 */
export function createFence({ partition, partitions }: FenceDeps): () => Promise<PartitionOwner> {
  let held: string | null = null;
  return async () => {
    const owner = await partitions.own(partition, held);
    held = owner.fence;
    return owner;
  };
}
