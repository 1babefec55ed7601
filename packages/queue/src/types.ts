/** The public shapes of the queue: what producers, handlers and operators may ask of it. */
import type { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import type {
  DoorbellDeclaration,
  Partition,
  PartitionedDeclaration,
  PartitionLayout,
  Verdict,
} from "@lumenflow/jobs";
import type { Check, Component, Logger } from "@lumenflow/runtime";
import type { Limiter, LimiterOptions } from "./limiter.ts";

/** Where jobs live. With Redis for many machines, in our own Postgres (schema `bullmq`) otherwise. */
export type Backend =
  | { readonly kind: "redis"; readonly url: string }
  | { readonly kind: "postgres"; readonly url: string };

/** What a handler knows about the attempt it makes. */
export interface JobContext {
  /** Counts from 1; snoozes do not count. */
  readonly attempt: number;
  /** True if a retry would be refused: record the failure in the row within this run. */
  readonly lastAttempt: boolean;
  /**
   * Aborted when the lease is lost (somebody else may run the job) or the process is stopping.
   * `signal.reason` is a `LeaseLost` or a `Stopping`.
   */
  readonly signal: AbortSignal;
  /** A logger that carries the job's name and ids. */
  readonly logger: Logger;
  /**
   * Whether other jobs of this queue wait and every slot of this process is taken. A look is shared
   * by all runs of the process and at most 250 ms old. A long run that sees true does well to
   * `snooze(0)`.
   */
  othersWaiting(): Promise<boolean>;
}

export type Handler<P> = (payload: P, context: JobContext) => Promise<Verdict>;

export interface RingOptions {
  /**
   * A bell that is waiting (snoozed or backing off after a failure) is normally woken at once.
   * `false` leaves it asleep: for the sweep, which must not undo the backoff every few seconds.
   */
  readonly wake?: boolean | undefined;
}

export interface DoorbellWorkerOptions {
  /** Runs at the same time in this process. */
  readonly concurrency: number;
}

export interface PartitionWorkerOptions {
  readonly partition: Partition;
}

export type Family = Pick<PartitionedDeclaration<unknown>, "family">;

/** Jobs of one queue by state, at one moment. `delayed` are snoozed ones and those between attempts. */
export interface QueueCount {
  readonly queue: string;
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
}

/** Failed jobs stay for the operators; all others are still to be done. */
export interface JobsLeft {
  readonly unfinished: number;
  readonly failed: number;
}

export interface DashboardOptions {
  /** Leaves only looking. */
  readonly readOnly: boolean;
  readonly layouts: readonly PartitionLayout[];
  /** Whose connection or endpoint a job is about, and why it failed; shown unless false. */
  readonly ids?: boolean;
}

/**
 * The queues of the system. Producing fails fast (`QueueUnavailable` within a second); workers wait
 * for a backend that is away and go on by themselves. Start before use, stop after the workers.
 */
export interface Queues extends Component {
  readonly backend: Backend["kind"];

  /**
   * Makes sure that the job of this id runs once from now on: adds it, leaves the one that waits
   * already, wakes the one that sleeps, or has the one that runs followed by one more run.
   * Throws `QueueUnavailable`, or `PayloadRefused` where the payload does not match its schema.
   */
  ring<P>(job: DoorbellDeclaration<P>, payload: P, options?: RingOptions): Promise<void>;

  /** Rings many bells in one go; otherwise the same. */
  ringAll<P>(
    job: DoorbellDeclaration<P>,
    payloads: readonly P[],
    options?: RingOptions,
  ): Promise<void>;

  /**
   * Appends to a partition; once it resolves the job is as durable as the backend is, and was there
   * before any `seal` of its epoch. Throws `PartitionSealed` or `QueueUnavailable` (after both it
   * may nevertheless have been added: the reader must bear duplicates) or `PayloadRefused`.
   */
  enqueue<P>(job: PartitionedDeclaration<P>, payload: P, partition: Partition): Promise<void>;

  /** A component that runs the handler; `stop` takes no more jobs and finishes those in hand. */
  worker<P>(
    job: DoorbellDeclaration<P>,
    handler: Handler<P>,
    options: DoorbellWorkerOptions,
  ): Component;
  /** One worker per partition and process; over all processes one job of a partition runs at a time. */
  worker<P>(
    job: PartitionedDeclaration<P>,
    handler: Handler<P>,
    options: PartitionWorkerOptions,
  ): Component;

  /** Sets the partitions' global concurrency of 1 again, which a wiped Redis forgets. For the sweep. */
  reassert(job: Family, layouts: readonly PartitionLayout[]): Promise<void>;

  /**
   * From now on `enqueue` says of nothing more that it was added to this epoch, whatever a producer
   * knows or has under way. For good, unless Redis is wiped: seal again what must stay sealed.
   */
  seal(job: Family, epoch: number): Promise<void>;

  /** What is left in an epoch's partitions. Where it is sealed and nothing is unfinished, nothing will be. */
  left(job: Family, layout: PartitionLayout): Promise<JobsLeft>;

  /** Counts by state of every doorbell queue and every partition of the layouts. For metrics. */
  counts(layouts: readonly PartitionLayout[]): Promise<QueueCount[]>;

  /** Counters that all processes share, for limits on what comes in. */
  limiter(options: LimiterOptions): Limiter;

  /** For /readyz. */
  readonly check: Check;

  /** bull-board adapters with data, return value, name and progress masked. */
  dashboardQueues(options: DashboardOptions): BullMQAdapter[];
}
