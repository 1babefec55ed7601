/** What polling counts. */
import type { Metrics } from "@lumenflow/runtime";

export function createPollingMetrics(metrics: Pick<Metrics, "counter" | "gauge" | "histogram">) {
  return {
    polls: metrics.counter({
      name: "lumenflow_polls_total",
      help: "Calls of getUpdates, by what came of them",
      labelNames: ["outcome"],
    }),
    updates: metrics.counter({
      name: "lumenflow_polled_updates_total",
      help: "Updates that getUpdates gave and the queue has taken",
    }),
    pollers: metrics.gauge({
      name: "lumenflow_pollers",
      help: "Connections whose updates this process asks for",
    }),
    batches: metrics.histogram({
      name: "lumenflow_ingress_batch_updates",
      help: "Updates per job",
      buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
    }),
  };
}

export type PollingMetrics = ReturnType<typeof createPollingMetrics>;
