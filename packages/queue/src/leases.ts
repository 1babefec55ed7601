/** Watches the leases of the jobs in hand and aborts their signals when one is lost or the process stops. */
import type { BullWorker } from "./driver.ts";
import { leaseMs } from "./driver.ts";
import { LeaseLost, Stopping } from "./errors.ts";

interface Lease {
  readonly controller: AbortController;
  renewedAt: number;
}

export interface Leases {
  /** The signal of a run that starts now. */
  take(jobId: string): { readonly signal: AbortSignal; release(): void };
  /** Aborts every signal, now and to come. */
  stop(): void;
}

/**
 * BullMQ renews leases; nothing tells a handler that a renewal has not come through for as long
 * as a lease lasts (the backend is away, our event loop stood still), so the time is watched here.
 */
export function watchLeases(
  worker: Pick<BullWorker, "on">,
  now: () => number = () => performance.now(),
): Leases {
  const leases = new Map<string, Lease>();
  let stopping = false;

  worker.on("locksRenewed", ({ jobIds }) => {
    for (const jobId of jobIds) {
      const lease = leases.get(jobId);
      if (lease !== undefined) lease.renewedAt = now();
    }
  });
  worker.on("lockRenewalFailed", (jobIds) => {
    for (const jobId of jobIds) lose(leases.get(jobId));
  });
  const timer = setInterval(() => {
    const oldest = now() - leaseMs;
    for (const lease of leases.values()) if (lease.renewedAt < oldest) lose(lease);
  }, leaseMs / 10);
  timer.unref();

  function lose(lease: Lease | undefined): void {
    lease?.controller.abort(new LeaseLost("the job's lease was lost"));
  }

  return {
    take(jobId) {
      // The same job twice in one process: the earlier run has lost it.
      lose(leases.get(jobId));
      const lease: Lease = { controller: new AbortController(), renewedAt: now() };
      leases.set(jobId, lease);
      if (stopping) lease.controller.abort(new Stopping("the process is stopping"));
      return {
        signal: lease.controller.signal,
        release() {
          if (leases.get(jobId) === lease) leases.delete(jobId);
        },
      };
    },
    stop() {
      stopping = true;
      clearInterval(timer);
      for (const { controller } of leases.values()) {
        controller.abort(new Stopping("the process is stopping"));
      }
    },
  };
}
