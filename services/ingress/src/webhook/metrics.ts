/** What the webhook route counts: answers by reason and the sizes of batches. */
import type { Metrics } from "@lumenflow/runtime";

export type WebhookAnswer =
  | "accepted"
  | "method"
  | "unknown_key"
  | "unknown_key_limited"
  | "key_unavailable"
  | "not_connected"
  | "wrong_secret"
  | "limited"
  | "content_type"
  | "too_large"
  | "not_an_update"
  | "not_durable"
  | "gone";

export interface WebhookMetrics {
  answered(answer: WebhookAnswer): void;
  flushed(updates: number): void;
}

export function createWebhookMetrics(
  metrics: Pick<Metrics, "counter" | "histogram">,
): WebhookMetrics {
  // Kept apart until somebody looks: the counter's labels cost more than the count.
  const counted = new Map<WebhookAnswer, number>();
  metrics.counter({
    name: "lumenflow_webhook_requests_total",
    help: "Requests to the webhook route, by what they were answered",
    labelNames: ["answer"],
    collect() {
      for (const [answer, count] of counted) this.inc({ answer }, count);
      counted.clear();
    },
  });
  const batches = metrics.histogram({
    name: "lumenflow_ingress_batch_updates",
    help: "Updates per job",
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
  });
  return {
    answered: (answer) => void counted.set(answer, (counted.get(answer) ?? 0) + 1),
    flushed: (updates) => batches.observe(updates),
  };
}
