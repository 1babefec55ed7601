/** Lets a run on a partition take along what waits right behind its job, as one payload. */
import type { PartitionedDeclaration } from "@lumenflow/jobs";

/** A job that waits, as the backend holds it. */
export interface WaitingJob {
  readonly id: string;
  readonly data: unknown;
}

export interface Company<P> {
  readonly payload: P;
  /** The jobs behind this one that the payload holds too, in their order. */
  readonly ids: readonly string[];
}

export interface Companions<P> {
  /** The payload, and with it what waits behind it and fits. */
  gather(payload: P): Promise<Company<P>>;
  /** They are done with the job that took them along: takes them off. */
  finished(ids: readonly string[]): Promise<void>;
  /** The worker found nothing more: its next job will not have waited, and there is none behind it. */
  drained(): void;
}

export interface CompanionsDeps<P> {
  readonly declaration: PartitionedDeclaration<P>;
  /** The first jobs that wait, in the order in which they will run. */
  readonly waiting: (count: number) => Promise<readonly WaitingJob[]>;
  /** Takes jobs off that are still the first to wait. */
  readonly drop: (ids: readonly string[]) => Promise<unknown>;
}

/** Jobs that one look reads at the most. */
const mostJobs = 64;

/**
 * For one worker of one partition. Who has the first job of a partition has the partition, and its
 * order: what waits behind may be done with it in one go. Only a saving: where a look fails the job
 * runs alone, and what could not be taken off runs once more, as after a kill.
 */
export function createCompanions<P>(deps: CompanionsDeps<P>): Companions<P> {
  const { declaration, waiting, drop } = deps;
  let keepsUp = true;

  return {
    drained() {
      keepsUp = true;
    },

    async gather(payload) {
      const room = keepsUp ? 0 : Math.min(declaration.room(payload), mostJobs);
      keepsUp = false;
      if (room < 1) return { payload, ids: [] };
      const jobs = await waiting(room).catch(() => []);
      const payloads = [payload];
      for (const { data } of jobs) {
        const parsed = declaration.payload.safeParse(data);
        if (!parsed.success) break;
        payloads.push(parsed.data);
      }
      const joint = declaration.join(payloads);
      return { payload: joint.payload, ids: jobs.slice(0, joint.count - 1).map(({ id }) => id) };
    },

    async finished(ids) {
      if (ids.length > 0) await drop(ids).catch(() => undefined);
    },
  };
}
