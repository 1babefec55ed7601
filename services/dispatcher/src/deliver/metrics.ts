/** What the delivering actors count. */
import type { Metrics } from "@lumenflow/runtime";

export interface DeliveryMetrics {
  /** One attempt: what became of the delivery, how long the request took and how old the event is now. */
  attempted(outcome: string, times: { durationMs: number; ageMs: number }): void;
}

export function createDeliveryMetrics(
  metrics: Pick<Metrics, "counter" | "gauge" | "histogram">,
  /** Asked when somebody reads the metrics. */
  awake: () => { endpoints: number; lanes: number },
): DeliveryMetrics {
  const attempts = metrics.counter({
    name: "lumenflow_delivery_attempts_total",
    help: "Attempts to deliver an event, by what became of the delivery",
    labelNames: ["outcome"],
  });
  const durations = metrics.histogram({
    name: "lumenflow_delivery_duration_seconds",
    help: "How long endpoints took to answer",
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15],
  });
  const latency = metrics.histogram({
    name: "lumenflow_delivery_latency_seconds",
    help: "From an event to its delivery",
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 30, 300, 3_600, 86_400],
  });
  metrics.gauge({
    name: "lumenflow_delivery_endpoints",
    help: "Endpoints that this process delivers to",
    collect() {
      this.set(awake().endpoints);
    },
  });
  metrics.gauge({
    name: "lumenflow_delivery_lanes",
    help: "Lanes with something to deliver now or within seconds, of the endpoints of this process",
    collect() {
      this.set(awake().lanes);
    },
  });
  return {
    attempted(outcome, { durationMs, ageMs }) {
      attempts.inc({ outcome });
      durations.observe(durationMs / 1_000);
      if (outcome === "delivered") latency.observe(ageMs / 1_000);
    },
  };
}
