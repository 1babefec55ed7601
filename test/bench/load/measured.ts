/** What a load saw: how many were answered with what, and how long it took. */

export interface Measured {
  readonly requests: number;
  readonly seconds: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly statuses: ReadonlyMap<number, number>;
}

export interface Recording {
  answered(status: number, latencyMs: number): void;
  end(seconds: number): Measured;
}

export function createRecording(): Recording {
  const latencies: number[] = [];
  const statuses = new Map<number, number>();
  return {
    answered(status, latencyMs) {
      latencies.push(latencyMs);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    },
    end(seconds) {
      const requests = latencies.length;
      const { p50, p99, max } = percentiles(latencies);
      return { requests, seconds, perSecond: requests / seconds, p50, p99, max, statuses };
    },
  };
}

export function percentiles(values: readonly number[]): Pick<Measured, "p50" | "p99" | "max"> {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), max: sorted.at(-1) ?? Number.NaN };
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
