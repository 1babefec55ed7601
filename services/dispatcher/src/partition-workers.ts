/** Works on the partitions of the oldest epoch that is not closed, and carries a change of their count through. */
import type { Epoch } from "@lumenflow/db";
import { type Partition, partitionsOf, storeUpdates } from "@lumenflow/jobs";
import type { Queues } from "@lumenflow/queue";
import { type Component, describeError, type Logger } from "@lumenflow/runtime";

export interface PartitionWorkersDeps {
  readonly partitions: {
    /** The epochs that are not closed, oldest first. */
    live(): Promise<Epoch[]>;
    openAfter(sealed: number): Promise<unknown>;
    close(epoch: number): Promise<boolean>;
  };
  readonly queues: Pick<Queues, "seal" | "left">;
  /** What stores the batches of one partition; over all processes one at a time works. */
  readonly workerOf: (partition: Partition) => Component;
  readonly logger: Logger;
}

const lookMs = 1_000;
/** While a change is under way, updates of the new epoch wait for its end. */
const lookInChangeMs = 100;
/** How long the workers of a closed epoch stay: for what a wiped Redis let in behind its seal. */
const lingerMs = 10_000;

interface Working {
  readonly epoch: number;
  readonly workers: readonly Component[];
}

/** Any number of dispatchers look at the same rows and do the same; whoever is first does it. */
export function createPartitionWorkers(deps: PartitionWorkersDeps): Component {
  const { partitions, queues, workerOf, logger } = deps;
  let working: Working | undefined;
  const lingering = new Map<NodeJS.Timeout, Working>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  let stopped = false;

  /** Milliseconds until the next look. */
  async function look(): Promise<number> {
    const [oldest, next] = await partitions.live();
    if (oldest === undefined) throw new Error("no epoch of the partitions is open");
    await workOn(oldest);
    if (next === undefined) return lookMs;
    if (!(await leave(oldest))) return lookInChangeMs;
    await workOn(next);
    return lookMs;
  }

  /**
   * Seals an epoch, opens the next and closes it once it is empty. In this order: behind the seal
   * nothing is added that anybody counts on, so that empty stays empty, and all that goes into the
   * next epoch comes after it.
   */
  async function leave(epoch: Epoch): Promise<boolean> {
    await queues.seal(storeUpdates, epoch.epoch);
    await partitions.openAfter(epoch.epoch);
    const { unfinished } = await queues.left(storeUpdates, epoch);
    if (unfinished > 0) return false;
    if (await partitions.close(epoch.epoch)) logger.info({ epoch: epoch.epoch }, "closed an epoch");
    return true;
  }

  async function workOn(epoch: Epoch): Promise<void> {
    if (stopped || working?.epoch === epoch.epoch) return;
    const left = working;
    working = { epoch: epoch.epoch, workers: partitionsOf(epoch).map(workerOf) };
    logger.info({ epoch: epoch.epoch, partitions: epoch.count }, "working on partitions");
    await Promise.all(working.workers.map((worker) => worker.start()));
    if (left !== undefined) linger(left);
  }

  function linger(left: Working): void {
    const end = setTimeout(() => {
      lingering.delete(end);
      void stopWorkers(left);
    }, lingerMs);
    lingering.set(end, left);
  }

  async function stopWorkers({ workers }: Working): Promise<void> {
    await Promise.all(workers.map((worker) => worker.stop()));
  }

  async function lookAgain(): Promise<void> {
    const ms = await look().catch((error: unknown) => {
      logger.debug({ err: describeError(error) }, "could not look after the partitions' epochs");
      return lookMs;
    });
    lookIn(ms);
  }

  function lookIn(ms: number): void {
    if (stopped) return;
    timer = setTimeout(() => {
      looking = lookAgain();
    }, ms);
  }

  return {
    name: "partitions",
    async start() {
      const [oldest] = await partitions.live();
      if (oldest !== undefined) await workOn(oldest);
      lookIn(0);
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await looking;
      for (const end of lingering.keys()) clearTimeout(end);
      const all = [...lingering.values(), ...(working === undefined ? [] : [working])];
      await Promise.all(all.map(stopWorkers));
    },
  };
}
