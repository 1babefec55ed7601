/** The shape in which a job is declared: once, as data. */
import type { ZodType } from "zod";

/** Waiting time before attempt n + 1: `delayMs` doubled per attempt up to `maxDelayMs`. */
export interface Backoff {
  readonly delayMs: number;
  readonly maxDelayMs: number;
  /** Share of the waiting time that is random, 0 to 1, so that failures do not march in step. */
  readonly jitter: number;
}

interface Declaration<P> {
  /** Kebab case; the handler's file and function bear the same name. Outlives code: never rename. */
  readonly name: string;
  readonly payload: ZodType<P>;
  readonly backoff: Backoff;
  /** What the log line of an attempt says about the payload: ids and counts, never texts. */
  readonly describe: (payload: P) => Readonly<Record<string, string | number>>;
}

/** A job that only says "look at this row": at most one per id waits, at most one per id runs. */
export interface DoorbellDeclaration<P> extends Declaration<P> {
  readonly kind: "doorbell";
  readonly queue: string;
  /** Attempts in a row that may fail before the job is given up until somebody rings again. */
  readonly attempts: number;
  /** The doorbell's id: one run at a time for each. */
  readonly id: (payload: P) => string;
}

/** A job that carries data in strict order: one at a time per partition, retried in its place for ever. */
export interface PartitionedDeclaration<P> extends Declaration<P> {
  readonly kind: "partitioned";
  /** The family's name; a partition's queue is `<family>-<epoch>-<index>`. */
  readonly family: string;
  /** How many more payloads of this one's size a joint one has room for. */
  readonly room: (payload: P) => number;
  /** The first payloads, as far as they fit, in one; and how many those are, at least one. */
  readonly join: (payloads: readonly P[]) => { readonly payload: P; readonly count: number };
}

export type JobDeclaration<P> = DoorbellDeclaration<P> | PartitionedDeclaration<P>;

/** The payload's type of a declaration. */
export type PayloadOf<D> = D extends JobDeclaration<infer P> ? P : never;

export function doorbell<P>(
  declaration: Omit<DoorbellDeclaration<P>, "kind">,
): DoorbellDeclaration<P> {
  return Object.freeze({ kind: "doorbell", ...declaration });
}

export function partitioned<P>(
  declaration: Omit<PartitionedDeclaration<P>, "kind">,
): PartitionedDeclaration<P> {
  return Object.freeze({ kind: "partitioned", ...declaration });
}
