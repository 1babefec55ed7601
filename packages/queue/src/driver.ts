/** What the queue needs of a backend: BullMQ queues and workers on it, readiness, a way to connect and close. */
import type { CheckResult } from "@lumenflow/runtime";
import type { Processor, Queue, Worker } from "bullmq";
import type { WaitingJob } from "./companions.ts";
import type { LimiterStore } from "./limiter.ts";

export type BullQueue = Queue<unknown, void, string>;
export type BullWorker = Worker<unknown, void, string>;
export type BullProcessor = Processor<unknown, void, string>;

/** How many jobs a worker runs at a time, and how. */
export interface WorkerTuning {
  readonly concurrency: number;
  /** Waiting time before the next attempt, read from the error that ended this one. */
  readonly retryDelayOf: (error: Error) => number;
  /** Only one job of the queue runs at a time, over all processes. */
  readonly exclusive: boolean;
}

export interface Driver {
  /** Connects, and for Postgres brings BullMQ's schema up to date. */
  connect(): Promise<void>;
  /** A queue whose commands fail at once while the backend is away. */
  queue(name: string): BullQueue;
  /** A worker that does not run yet, and that waits while the backend is away. */
  worker(name: string, processor: BullProcessor, tuning: WorkerTuning): BullWorker;
  /** The first jobs of a queue that wait, in the order in which they will run. */
  waitingJobs(queue: BullQueue, count: number): Promise<WaitingJob[]>;
  /** Takes waiting jobs off, as long as they are the first to run. */
  dropWaiting(queue: BullQueue, ids: readonly string[]): Promise<void>;
  /** Calls back after each reconnection of the workers. Returns a function that ends it. */
  onReconnect(listener: () => void): () => void;
  /** True where many jobs added in one go can get in no one's way. On Postgres they hold their locks together. */
  readonly addsInBulk: boolean;
  /** True where a wipe can lose a queue's settings while everything goes on (Redis). */
  readonly forgetsSettings: boolean;
  /** Where shared counters live. */
  readonly limiterStore: LimiterStore;
  check(): Promise<CheckResult>;
  close(): Promise<void>;
}

/** How long a lease lasts without renewal: what a killed process costs its jobs. */
export const leaseMs = 5_000;

/** BullMQ's options that every worker shares. `lookSeconds`: how often one that hears nothing looks. */
export function workerOptions(tuning: WorkerTuning, lookSeconds: number) {
  return {
    autorun: false,
    concurrency: tuning.concurrency,
    drainDelay: lookSeconds,
    lockDuration: leaseMs,
    // Two looks in a row have to find it without a lease: this is what a kill costs on top of one.
    stalledInterval: leaseMs / 4,
    // A killed process is not the job's fault: however often it stalls, it runs again.
    maxStalledCount: 2 ** 31 - 1,
    runRetryDelay: 1_000,
    settings: {
      backoffStrategy: (_attempts: number, _type?: string, error?: Error) =>
        error === undefined ? 1_000 : tuning.retryDelayOf(error),
    },
  };
}

/** Nobody reads BullMQ's event stream here: keep it short. */
export const queueOptions = { streams: { events: { maxLen: 1_000 } } };
