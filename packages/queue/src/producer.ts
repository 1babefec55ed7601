/** Adds jobs: rings doorbells and appends to partitions, within a second or not at all. */
import { randomUUID } from "node:crypto";
import {
  type DoorbellDeclaration,
  epochQueueName,
  type JobDeclaration,
  partitionQueueName,
} from "@lumenflow/jobs";
import type { JobsOptions } from "bullmq";
import { promptly } from "./deadline.ts";
import type { BullQueue } from "./driver.ts";
import { PartitionSealed, PayloadRefused } from "./errors.ts";
import type { Observer } from "./observer.ts";
import type { Queues, RingOptions } from "./types.ts";

/** Rings of one `ringAll` that travel together. */
const ringsPerTrip = 200;

/** The same where each is a transaction. */
const ringsAtOnce = 8;

/** How long a partition may do without its settings after the backend was wiped. */
const settingsLastMs = 100;

/** Failed doorbells that the dashboard can still show. */
const failedDoorbells = { count: 1_000, age: 7 * 24 * 3_600 };

export type Producer = Pick<Queues, "ring" | "ringAll" | "enqueue">;

export function createProducer(deps: {
  readonly queue: (name: string) => BullQueue;
  /** Looks after it was called. */
  readonly isSealed: (name: string) => Promise<boolean>;
  readonly observer: Pick<Observer, "unavailable">;
  /** Whether settings must travel with the jobs, since a wiped backend forgets them. */
  readonly forgetsSettings: boolean;
  readonly addsInBulk: boolean;
}): Producer {
  const { queue, isSealed, observer, forgetsSettings, addsInBulk } = deps;

  async function add<T>(job: string, work: () => Promise<T>): Promise<T> {
    try {
      return await promptly(work);
    } catch (error) {
      if (isRefusedText(error)) throw new PayloadRefused(`${job}: text that Postgres cannot hold`);
      observer.unavailable(job);
      throw error;
    }
  }

  const settledAt = new Map<string, number>();
  function settingsAreOld(name: string): boolean {
    const now = performance.now();
    if (now - (settledAt.get(name) ?? Number.NEGATIVE_INFINITY) < settingsLastMs) return false;
    settledAt.set(name, now);
    return true;
  }

  return {
    async ring(job, payload, options) {
      const data = parsed(job, payload);
      await add(job.name, () =>
        queue(job.queue).add(job.name, data, bellOptions(job, data, options)),
      );
    },

    async ringAll(job, payloads, options) {
      const bells = new Map(payloads.map((payload) => [job.id(payload), parsed(job, payload)]));
      const distinct = [...bells.values()].map((data) => ({
        name: job.name,
        data,
        opts: bellOptions(job, data, options),
      }));
      const target = queue(job.queue);
      const size = addsInBulk ? ringsPerTrip : ringsAtOnce;
      for (let from = 0; from < distinct.length; from += size) {
        const trip = distinct.slice(from, from + size);
        await add(job.name, () =>
          addsInBulk
            ? target.addBulk(trip)
            : Promise.all(trip.map(({ name, data, opts }) => target.add(name, data, opts))),
        );
      }
    },

    async enqueue(job, payload, partition) {
      const data = parsed(job, payload);
      const name = partitionQueueName(job, partition);
      const target = queue(name);
      const sealed = await add(job.name, async () => {
        await Promise.all([
          forgetsSettings && settingsAreOld(name) ? target.setGlobalConcurrency(1) : undefined,
          target.add(job.name, data, {
            jobId: randomUUID(),
            attempts: 1,
            removeOnComplete: true,
            removeOnFail: false,
          }),
        ]);
        // Looked for afterwards: what was added before the seal is there when the drain looks.
        return isSealed(epochQueueName(job, partition.epoch));
      });
      if (sealed) throw new PartitionSealed(`epoch ${partition.epoch} of ${job.family} is sealed`);
    },
  };
}

/**
 * The bell in BullMQ's terms. `keepLastIfActive`: a ring during a run makes one more run.
 * `reschedule` with no delay: a sleeping bell is due now. The job's id is our own, since numbers
 * start again after a wipe and would be mistaken for jobs still in hand.
 */
function bellOptions<P>(
  job: DoorbellDeclaration<P>,
  data: P,
  options: RingOptions | undefined,
): JobsOptions {
  return {
    jobId: randomUUID(),
    deduplication: {
      id: job.id(data),
      keepLastIfActive: true,
      reschedule: options?.wake ?? true,
    },
    attempts: job.attempts,
    backoff: { type: "declared" },
    removeOnComplete: true,
    removeOnFail: failedDoorbells,
    stackTraceLimit: 3,
  };
}

/** Refusing here, before anything is acknowledged, is the last moment at which nothing is lost. */
function parsed<P>(job: JobDeclaration<P>, payload: P): P {
  const result = job.payload.safeParse(payload);
  if (result.success) return result.data;
  const where = result.error.issues.map(({ path, code }) => `${path.join(".")} ${code}`);
  throw new PayloadRefused(`${job.name}: ${where.join(", ")}`);
}

/** Postgres's codes for a NUL or half a surrogate pair in JSON. */
function isRefusedText(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return (
    cause instanceof Error && "code" in cause && (cause.code === "22P05" || cause.code === "22P02")
  );
}
