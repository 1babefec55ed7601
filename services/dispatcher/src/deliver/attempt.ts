/** Makes one attempt to deliver: composes, signs, sends, and tells the log and the metrics. */
import { createHash } from "node:crypto";
import { eventJson } from "@lumenflow/api";
import type { DueDelivery } from "@lumenflow/db";
import { sign } from "@lumenflow/egress";
import { type Keyring, type Logger, version } from "@lumenflow/runtime";
import { type Consequence, consequenceOf } from "./judge.ts";
import type { DeliveryMetrics } from "./metrics.ts";
import type { Post } from "./post.ts";
import type { RetrySchedule } from "./schedule.ts";

export interface AttemptDeps {
  readonly endpointId: string;
  readonly keyring: Pick<Keyring, "open">;
  readonly post: Post;
  readonly schedule: RetrySchedule;
  readonly metrics: DeliveryMetrics;
  readonly logger: Logger;
}

export interface Attempted {
  readonly consequence: Consequence;
  readonly responseCode: number | null;
  readonly bodyDigest: string;
  readonly durationMs: number;
}

const userAgent = `LumenFlow-Telegram/${version}`;

/** @throws CannotOpen where the endpoint's secret does not open. */
export async function attempt(delivery: DueDelivery, deps: AttemptDeps): Promise<Attempted> {
  const { endpointId, keyring, post, schedule, metrics, logger } = deps;
  const { event, url, sealedSecrets } = delivery;
  const secrets = sealedSecrets.map((sealed) => keyring.open(sealed, endpointId));
  const body = eventJson(event);
  const begun = performance.now();
  const answer = await post({
    url,
    headers: {
      "user-agent": userAgent,
      ...sign({ id: event.id, body, at: new Date() }, secrets),
    },
    body,
  });
  const durationMs = performance.now() - begun;
  const consequence = consequenceOf(answer, delivery, schedule);
  const responseCode = answer.kind === "answered" ? answer.code : null;
  metrics.attempted(consequence.to, { durationMs, ageMs: delivery.ageMs + durationMs });
  logger.info(
    {
      host: new URL(url).host,
      deliveryId: delivery.deliveryId,
      eventId: event.id,
      type: event.type,
      connectionId: event.connectionId,
      attempt: delivery.attempts + 1,
      outcome: consequence.to,
      cause: "fault" in consequence ? consequence.fault.cause : undefined,
      code: responseCode,
      durationMs: Math.round(durationMs),
      nextDelayMs: consequence.to === "pending" ? Math.round(consequence.waitMs) : undefined,
    },
    "attempt",
  );
  return {
    consequence,
    responseCode,
    bodyDigest: createHash("sha256").update(body).digest("hex"),
    durationMs,
  };
}
