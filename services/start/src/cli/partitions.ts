/** `partitions show|set`: over how many queues updates are spread, changed while everything runs. */
import { setTimeout as pause } from "node:timers/promises";
import type { Epoch } from "@lumenflow/db";
import { backendOf } from "@lumenflow/host";
import { storeUpdates } from "@lumenflow/jobs";
import { createQueues, type JobsLeft } from "@lumenflow/queue";
import { type Opened, withSchema } from "./open.ts";
import { CliError, parse, say, table, UsageError } from "./terminal.ts";

/** Each takes a connection of every dispatcher. */
const mostPartitions = 64;

const lookMs = 200;
/** How long the command stays to watch. */
const watchMs = 60_000;

export async function showPartitions(args: string[]): Promise<number> {
  parse(args, {});
  return withSchema(async (opened) => {
    const epochs = await opened.database.partitions.epochs();
    const left = await leftIn(epochs, opened);
    const rows = epochs.map(({ epoch, count, state }, index) => {
      const { unfinished = 0, failed = 0 } = left[index] ?? {};
      return [`${epoch}`, `${count}`, state, `${unfinished}`, `${failed}`];
    });
    say(table([["EPOCH", "PARTITIONS", "STATE", "BATCHES LEFT", "FAILED"], ...rows]));
    return 0;
  });
}

export async function setPartitions(args: string[]): Promise<number> {
  const { positionals } = parse(args, {}, 1);
  const count = countIn(positionals[0]);
  return withSchema(async ({ database: { partitions } }) => {
    const { epoch: before } = await partitions.current();
    const made = await partitions.change(count);
    if (made === null) {
      const [open, next] = await partitions.live();
      throw new CliError(
        next === undefined
          ? `There are ${open?.count} partitions already.`
          : "Another change is under way. See: pnpm lumenflow partitions show",
      );
    }
    say(`epoch ${made.epoch} has ${count} partitions; epoch ${before} is emptied first`);
    const giveUp = performance.now() + watchMs;
    while (performance.now() < giveUp) {
      const live = await partitions.live();
      if (live.every(({ epoch }) => epoch > before)) {
        say(`epoch ${before} is closed: updates are stored from epoch ${made.epoch}`);
        return 0;
      }
      await pause(lookMs);
    }
    say("It goes on by itself as dispatchers run. See: pnpm lumenflow partitions show");
    return 0;
  });
}

function countIn(text: string | undefined): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= mostPartitions) return count;
  throw new UsageError(`Say how many, 1 to ${mostPartitions}.`);
}

/** Failed batches stay in their queue for good, also in a closed epoch. */
async function leftIn(
  epochs: readonly Epoch[],
  { config, url, logger }: Opened,
): Promise<JobsLeft[]> {
  const queues = createQueues({ backend: backendOf(config.REDIS_URL, url), logger });
  try {
    await queues.start();
    return await Promise.all(epochs.map((epoch) => queues.left(storeUpdates, epoch)));
  } finally {
    await queues.stop();
  }
}
