/** What operators see of the queue: one wide log line per attempt, counters and durations. */
import type { Logger, Metrics } from "@lumenflow/runtime";

export type Outcome = "done" | "retry" | "exhausted" | "snooze" | "cancel" | "returned";

export interface Attempt {
  readonly job: string;
  readonly queue: string;
  readonly jobId: string;
  /** Ids and counts that the declaration tells about the payload. */
  readonly about: Readonly<Record<string, string | number>>;
  readonly attempt: number;
  readonly outcome: Outcome;
  readonly durationMs: number;
  /** When it runs again, for a retry or a snooze. */
  readonly nextDelayMs?: number | undefined;
  readonly error?: unknown;
  readonly reason?: string | undefined;
}

export interface Observer {
  attempt(attempt: Attempt): void;
  leaseError(source: string): void;
  unavailable(job: string): void;
}

export function createObserver(
  logger: Logger,
  metrics: Pick<Metrics, "counter" | "histogram"> | undefined,
): Observer {
  const attempts = metrics?.counter({
    name: "lumenflow_job_attempts_total",
    help: "Attempts of jobs by outcome",
    labelNames: ["job", "outcome"],
  });
  const durations = metrics?.histogram({
    name: "lumenflow_job_duration_seconds",
    help: "Duration of one attempt",
    labelNames: ["job"],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60],
  });
  const leases = metrics?.counter({
    name: "lumenflow_queue_lease_errors_total",
    help: "Leases found lost when renewing or finishing (after a stall, a wipe or a kill)",
    labelNames: ["source"],
  });
  const refusals = metrics?.counter({
    name: "lumenflow_queue_unavailable_total",
    help: "Rings and batches refused because the backend did not answer in time",
    labelNames: ["job"],
  });
  return {
    attempt({ about, error, ...line }) {
      attempts?.inc({ job: line.job, outcome: line.outcome });
      durations?.observe({ job: line.job }, line.durationMs / 1_000);
      const fields = { ...about, ...line, durationMs: Math.round(line.durationMs * 10) / 10 };
      if (line.outcome === "done" || line.outcome === "snooze" || line.outcome === "returned") {
        logger.info(fields, "attempt");
      } else if (line.outcome === "retry") {
        logger.warn({ ...fields, err: error }, "attempt");
      } else {
        logger.error({ ...fields, err: error }, "attempt");
      }
    },
    leaseError: (source) => leases?.inc({ source }),
    unavailable: (job) => refusals?.inc({ job }),
  };
}
