/** Every job of the system, declared once as data, and the verdicts that handlers return. */
import { answerApprovers } from "./answer-approvers.ts";
import { convergeRegistration } from "./converge-registration.ts";
import { deliverEvents } from "./deliver-events.ts";
import { drainOutbox } from "./drain-outbox.ts";
import { pollUpdates } from "./poll-updates.ts";
import { storeUpdates } from "./store-updates.ts";

export type {
  Backoff,
  DoorbellDeclaration,
  JobDeclaration,
  PartitionedDeclaration,
  PayloadOf,
} from "./declaration.ts";
export { doorbell, partitioned } from "./declaration.ts";
export type { Partition, PartitionLayout } from "./partitions.ts";
export {
  epochQueueName,
  partitionOf,
  partitionQueueName,
  partitionsOf,
  partitionsOfConnection,
  spreadOf,
} from "./partitions.ts";
export { maxBatchBytes, maxBatchUpdates, type ReceivedUpdate } from "./store-updates.ts";
export type { Cancel, Done, Retry, Snooze, Verdict } from "./verdict.ts";
export { cancel, done, retry, snooze } from "./verdict.ts";
export {
  answerApprovers,
  convergeRegistration,
  deliverEvents,
  drainOutbox,
  pollUpdates,
  storeUpdates,
};

/** All declarations: each has exactly one handler. */
export const declarations = [
  storeUpdates,
  drainOutbox,
  convergeRegistration,
  deliverEvents,
  pollUpdates,
  answerApprovers,
] as const;
