/** Turns rows of endpoints and deliveries into what the API answers: no secret, and no address in full. */
import { type DeliveryView, type EndpointView, type EventType, eventTypes } from "@lumenflow/api";
import type { DeliveryRow, EndpointRow } from "@lumenflow/db";
import { maskedUrl } from "./masked-url.ts";

export function presentEndpoint(row: EndpointRow): EndpointView {
  return {
    id: row.id,
    url: maskedUrl(row.url),
    description: row.description,
    events: row.events.filter(isEventType),
    connectionId: row.connectionId,
    enabled: row.disabledAt === null,
    disabledAt: iso(row.disabledAt),
    disabledReason: row.disabledReason,
    previousSecretUntil: iso(row.previousSecretUntil),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

export function presentDelivery(row: DeliveryRow): DeliveryView {
  return {
    id: row.id,
    endpointId: row.endpointId,
    event: { id: row.eventId, type: row.eventType },
    connectionId: row.connectionId,
    chatId: row.chatId,
    lane: row.lane,
    status: row.status as DeliveryView["status"],
    attempts: row.attempts,
    nextAttemptAt: iso(row.nextAttemptAt),
    responseCode: row.responseCode,
    durationMs: row.durationMs,
    cause: row.cause,
    detail: row.errorDetail,
    bodyDigest: row.bodyDigest === null ? null : `sha256:${row.bodyDigest}`,
    createdAt: row.createdAt.toISOString(),
    attemptedAt: iso(row.attemptedAt),
    settledAt: iso(row.settledAt),
    failures: row.failures.map((failure) => ({
      ...failure,
      at: new Date(failure.at).toISOString(),
    })),
  };
}

function isEventType(type: string): type is EventType {
  return (eventTypes as readonly string[]).includes(type);
}

function iso(time: Date | null): string | null {
  return time === null ? null : time.toISOString();
}
