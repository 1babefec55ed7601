/** The errors that the queue raises. */

/** The backend did not answer in time or refused: nothing is known to be durable. Answer 503. */
export class QueueUnavailable extends Error {
  override readonly name = "QueueUnavailable";
  readonly code = "E060";

  constructor(detail: string, options?: ErrorOptions) {
    super(`The queue is unavailable: ${detail}`, options);
  }
}

/** The payload does not match the job's schema: a bug of the producer. */
export class PayloadRefused extends Error {
  override readonly name = "PayloadRefused";
}

/**
 * The partition's epoch was sealed before the batch was in it for certain. It may be there and be
 * stored from there, but counts as not added: add it to the next epoch, whoever stores it first.
 */
export class PartitionSealed extends Error {
  override readonly name = "PartitionSealed";
}

/** Reason of an aborted signal: the lease lapsed and somebody else may run the job. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

/** Reason of an aborted signal: the process is stopping; finish what is in hand. */
export class Stopping extends Error {
  override readonly name = "Stopping";
}
