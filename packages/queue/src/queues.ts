/** Wires the queue together for one process. */
import {
  answerApprovers,
  convergeRegistration,
  deliverEvents,
  drainOutbox,
  epochQueueName,
  type JobDeclaration,
  type PartitionLayout,
  partitionQueueName,
  partitionsOf,
  pollUpdates,
  storeUpdates,
} from "@lumenflow/jobs";
import type { Logger, Metrics } from "@lumenflow/runtime";
import { createPostgresDriver } from "./backend-postgres.ts";
import { createRedisDriver } from "./backend-redis.ts";
import { countOf } from "./counts.ts";
import { dashboardAdapter } from "./dashboard.ts";
import { promptly } from "./deadline.ts";
import type { BullQueue } from "./driver.ts";
import { createErrorLog } from "./error-log.ts";
import { createQueueCheck } from "./health.ts";
import { createLimiter } from "./limiter.ts";
import { createObserver } from "./observer.ts";
import { createOthersWaiting } from "./others-waiting.ts";
import { createProducer } from "./producer.ts";
import { createSeals } from "./seals.ts";
import type {
  Backend,
  DoorbellWorkerOptions,
  Family,
  Handler,
  PartitionWorkerOptions,
  QueueCount,
  Queues,
} from "./types.ts";
import { createWorker } from "./worker.ts";

const doorbells = [
  drainOutbox,
  convergeRegistration,
  deliverEvents,
  pollUpdates,
  answerApprovers,
] as const;

type WorkerOptions = DoorbellWorkerOptions | PartitionWorkerOptions;

export interface QueuesDeps {
  readonly backend: Backend;
  readonly logger: Logger;
  readonly metrics?: Pick<Metrics, "counter" | "histogram"> | undefined;
  /** First part of every key on Redis, `lumenflow` unless given. Postgres knows only its schema. */
  readonly prefix?: string | undefined;
}

/** The queues of one process. Opens nothing before `start`. */
export function createQueues({ backend, logger, metrics, prefix }: QueuesDeps): Queues {
  const observer = createObserver(logger, metrics);
  const errors = createErrorLog({ logger, countLeaseError: observer.leaseError });
  const driver =
    backend.kind === "redis"
      ? createRedisDriver({ url: backend.url, prefix: prefix ?? "lumenflow", logger, errors })
      : createPostgresDriver({ url: backend.url, errors });

  const opened = new Map<string, BullQueue>();
  function queue(name: string): BullQueue {
    const known = opened.get(name);
    if (known !== undefined) return known;
    const made = driver.queue(name);
    made.on("error", (error) => errors.report(error, "producers"));
    opened.set(name, made);
    return made;
  }

  const looks = new Map<string, () => Promise<boolean>>();
  function othersWaiting(name: string): () => Promise<boolean> {
    const look = looks.get(name) ?? createOthersWaiting(() => queue(name));
    looks.set(name, look);
    return look;
  }

  const seals = createSeals(queue);
  const producer = createProducer({
    queue,
    isSealed: seals.isSet,
    observer,
    forgetsSettings: driver.forgetsSettings,
    addsInBulk: driver.addsInBulk,
  });
  let stopped: Promise<void> | undefined;

  return {
    name: "queues",
    backend: backend.kind,
    start: () => driver.connect(),

    async stop() {
      stopped ??= (async () => {
        await Promise.allSettled([...opened.values()].map((each) => each.close()));
        await driver.close();
      })();
      await stopped;
    },

    ...producer,

    worker<P>(declaration: JobDeclaration<P>, handler: Handler<P>, options: WorkerOptions) {
      const { queueName, concurrency } = placeOf(declaration, options);
      return createWorker({
        driver,
        declaration,
        queueName,
        handler,
        concurrency,
        othersWaiting: othersWaiting(queueName),
        waiting: (count) => driver.waitingJobs(queue(queueName), count),
        drop: (ids) => driver.dropWaiting(queue(queueName), ids),
        observer,
        errors,
        logger,
      });
    },

    async reassert(job, layouts) {
      const names = partitionNames(job, layouts);
      await promptly(() => Promise.all(names.map((name) => queue(name).setGlobalConcurrency(1))));
    },

    async seal(job, epoch) {
      await promptly(() => seals.set(epochQueueName(job, epoch)));
    },

    async left(job, layout) {
      const names = partitionNames(job, [layout]);
      const counts = await promptly(() => Promise.all(names.map((name) => countOf(queue(name)))));
      const sum = (of: (count: QueueCount) => number) =>
        counts.reduce((n, each) => n + of(each), 0);
      return {
        unfinished: sum(({ waiting, active, delayed }) => waiting + active + delayed),
        failed: sum(({ failed }) => failed),
      };
    },

    async counts(layouts) {
      const names = [
        ...partitionNames(storeUpdates, layouts),
        ...doorbells.map((job) => job.queue),
      ];
      return promptly(() => Promise.all(names.map((name) => countOf(queue(name)))));
    },

    limiter: (options) => createLimiter(driver.limiterStore, options),

    check: createQueueCheck(driver),

    dashboardQueues({ readOnly, layouts, ids = true }) {
      const shown = { readOnly, ids };
      return [
        dashboardAdapter(drainOutbox, queue(drainOutbox.queue), shown),
        dashboardAdapter(convergeRegistration, queue(convergeRegistration.queue), shown),
        dashboardAdapter(deliverEvents, queue(deliverEvents.queue), shown),
        dashboardAdapter(pollUpdates, queue(pollUpdates.queue), shown),
        dashboardAdapter(answerApprovers, queue(answerApprovers.queue), shown),
        ...partitionNames(storeUpdates, layouts).map((name) =>
          dashboardAdapter(storeUpdates, queue(name), shown),
        ),
      ];
    },
  };
}

function partitionNames(job: Family, layouts: readonly PartitionLayout[]): string[] {
  return layouts.flatMap(partitionsOf).map((partition) => partitionQueueName(job, partition));
}

function placeOf<P>(
  declaration: JobDeclaration<P>,
  options: WorkerOptions,
): { queueName: string; concurrency: number } {
  if (declaration.kind === "doorbell" && "concurrency" in options) {
    return { queueName: declaration.queue, concurrency: options.concurrency };
  }
  if (declaration.kind === "partitioned" && "partition" in options) {
    return { queueName: partitionQueueName(declaration, options.partition), concurrency: 1 };
  }
  throw new TypeError(`${declaration.name}: options of the other kind of job`);
}
