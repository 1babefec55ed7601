/** What the sender counts. */
import type { Metrics } from "@lumenflow/runtime";

export function createSenderMetrics(metrics: Pick<Metrics, "counter" | "gauge" | "histogram">) {
  return {
    attempts: metrics.counter({
      name: "lumenflow_send_attempts_total",
      help: "Calls to Telegram that send, by what came of them",
      labelNames: ["outcome"],
    }),
    duration: metrics.histogram({
      name: "lumenflow_send_duration_seconds",
      help: "How long Telegram took to answer a send",
      buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20],
    }),
    refusedClaims: metrics.counter({
      name: "lumenflow_claims_refused_total",
      help: "Parts that were not sent at the last moment, by why",
      labelNames: ["reason"],
    }),
    owners: metrics.gauge({
      name: "lumenflow_outbox_owners",
      help: "Connections whose line this process owns",
    }),
  };
}

export type SenderMetrics = ReturnType<typeof createSenderMetrics>;
