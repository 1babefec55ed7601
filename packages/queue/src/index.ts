/** Doorbells and partitions over BullMQ, on Redis or on Postgres. */
export { leaseMs } from "./driver.ts";
export {
  LeaseLost,
  PartitionSealed,
  PayloadRefused,
  QueueUnavailable,
  Stopping,
} from "./errors.ts";
export type { Granted, Limiter, LimiterOptions } from "./limiter.ts";
export { createQueues, type QueuesDeps } from "./queues.ts";
export { type Bellringer, ringAfterCommit } from "./ring-after-commit.ts";
export type {
  Backend,
  DashboardOptions,
  DoorbellWorkerOptions,
  Handler,
  JobContext,
  JobsLeft,
  PartitionWorkerOptions,
  QueueCount,
  Queues,
  RingOptions,
} from "./types.ts";
