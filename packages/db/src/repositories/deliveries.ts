/** Deliveries: who sends an endpoint's events, what goes next, what became of it, and the log. */
import type { Client, Sql } from "../client.ts";
import { newId } from "../ids.ts";
import {
  type EventPlace,
  forgetDeleted,
  forgetEvents,
  forgetSettled,
  type Kept,
} from "./deliveries/forget.ts";
import { lanes, lanesFrom } from "./deliveries/lanes.ts";
import { deadLetters, find, list } from "./deliveries/log.ts";
import { next, type WantedLane } from "./deliveries/next.ts";
import {
  deliverable,
  giveUp,
  park,
  type TakenEndpoint,
  take,
  wake,
  wakeDue,
} from "./deliveries/owner.ts";
import { type DeliveryResult, record } from "./deliveries/record.ts";
import { type ReplayRequest, replay } from "./deliveries/replay.ts";

type Owned = Pick<TakenEndpoint, "endpointId" | "fence">;

/** The event of a test, which no endpoint can ask for. */
export const testEvent = "endpoint.test";

export function createDeliveries(_client: Client, sql: Sql) {
  return {
    take: (endpointId: string) => take(sql, endpointId),
    park: (owned: Owned, ms: number) => park(sql, owned, ms),
    giveUp: (owned: Owned, reason: string) => giveUp(sql, owned, reason),
    wakeDue: (limit: number) => wakeDue(sql, limit),
    deliverable: () => deliverable(sql),
    wake: (endpointId: string) => wake(sql, endpointId),
    lanes: (endpointId: string, page: { after: string; limit: number }) =>
      lanes(sql, endpointId, page),
    lanesFrom: (endpointId: string, page: { from: number; limit: number }) =>
      lanesFrom(sql, endpointId, page),
    next: (wanted: readonly WantedLane[]) => next(sql, wanted),
    record: (results: readonly DeliveryResult[]) => record(sql, results),
    find: (workspaceId: string, id: string) => find(sql, workspaceId, id),
    list: (
      endpoint: { workspaceId: string; endpointId: string },
      page: { status?: string | undefined; cursor?: string | undefined; limit: number },
    ) => list(sql, endpoint, page),
    deadLetters: (endpointId: string) => deadLetters(sql, endpointId),
    replay: (request: ReplayRequest) => replay(sql, request),
    forgetSettled: (kept: Kept, limit: number) => forgetSettled(sql, kept, limit),
    forgetDeleted: (limit: number) => forgetDeleted(sql, limit),
    forgetEvents: (after: EventPlace | null, page: { days: number; limit: number }) =>
      forgetEvents(sql, after, page),

    /** Makes an event for one endpoint alone, to be delivered like any other. Returns the delivery's id. */
    async addTest(workspaceId: string, endpointId: string, initiator: string): Promise<string> {
      const [eventId, deliveryId] = [newId("event"), newId("delivery")];
      await sql(
        `WITH event AS (
           INSERT INTO events (id, workspace_id, type, subject_id, lane, payload)
           VALUES ($1, $2, $3, $4, $4, json_build_object('endpointId', $4::text)::text)
         ), audited AS (
           INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id)
           VALUES ($5, $2, 'endpoint.tested', $6, $4)
         )
         INSERT INTO deliveries (id, workspace_id, endpoint_id, event_id, lane)
         VALUES ($7, $2, $4, $1, $4)`,
        [eventId, workspaceId, testEvent, endpointId, newId("audit"), initiator, deliveryId],
      );
      return deliveryId;
    },
  };
}
