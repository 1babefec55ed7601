/** Logs what BullMQ and the connections complain about, without flooding the log during an outage. */
import { describeError, type Logger } from "@lumenflow/runtime";

const quietMs = 10_000;

/** After a wipe or a stall BullMQ reports one of these per job and renewal: they are counted only. */
const leaseErrors = [
  /could not renew lock/i,
  /missing lock for job/i,
  /lock mismatch/i,
  /is not owned by/i,
  /missing key for job/i,
  /is not in the active state/i,
];

export interface ErrorLog {
  /** Counts a lease error, logs any other one at most every 10 seconds per kind. */
  report(error: unknown, source: string): void;
}

export function isLeaseError(error: unknown): boolean {
  return error instanceof Error && leaseErrors.some((pattern) => pattern.test(error.message));
}

export function createErrorLog(deps: {
  readonly logger: Logger;
  readonly countLeaseError: (source: string) => void;
  readonly now?: (() => number) | undefined;
}): ErrorLog {
  const now = deps.now ?? (() => performance.now());
  const kinds = new Map<string, { until: number; suppressed: number }>();
  return {
    report(error, source) {
      if (isLeaseError(error)) {
        deps.countLeaseError(source);
        return;
      }
      const description = describeError(error);
      const kind = `${description.name} ${description.code ?? description.message.slice(0, 80)}`;
      const seen = kinds.get(kind);
      if (seen !== undefined && now() < seen.until) {
        seen.suppressed += 1;
        return;
      }
      if (kinds.size > 100) kinds.clear();
      kinds.set(kind, { until: now() + quietMs, suppressed: 0 });
      deps.logger.warn({ err: error, source, suppressed: seen?.suppressed ?? 0 }, "queue trouble");
    },
  };
}
