/** What the dispatcher counts. */
import type { Metrics } from "@lumenflow/runtime";

export interface DispatcherMetrics {
  /** One batch: how many of the received ones were new, and how many of those have a fault. */
  stored(batch: { received: number; stored: number; poison: number }): void;
  /** Updates of connections that no longer exist. */
  dropped(updates: number): void;
}

export function createDispatcherMetrics(
  metrics: Pick<Metrics, "counter" | "histogram">,
): DispatcherMetrics {
  const updates = metrics.counter({
    name: "lumenflow_updates_dispatched_total",
    help: "Updates taken from the queue, by what became of them",
    labelNames: ["outcome"],
  });
  const batches = metrics.histogram({
    name: "lumenflow_dispatch_batch_updates",
    help: "Updates per batch",
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
  });
  return {
    stored({ received, stored, poison }) {
      batches.observe(received);
      updates.inc({ outcome: "stored" }, stored - poison);
      updates.inc({ outcome: "poison" }, poison);
      updates.inc({ outcome: "duplicate" }, received - stored);
    },
    dropped: (count) => updates.inc({ outcome: "dropped" }, count),
  };
}
