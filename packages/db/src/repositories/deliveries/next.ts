/** Reads what a lane sends next: all that must hold before a request, in the statement that fetches it. */
import type { Sql } from "../../client.ts";
import type { UpdateRow } from "../updates.ts";
import { held } from "./held.ts";

export interface WantedLane {
  readonly endpointId: string;
  /** The fence under which the caller owns the endpoint. */
  readonly fence: string;
  readonly lane: string;
  /** Also a head that waits for its next attempt. */
  readonly early: boolean;
}

/** An event with everything that its body is made of. */
export interface EventRow {
  readonly id: string;
  readonly workspaceId: string;
  readonly type: string;
  readonly connectionId: string | null;
  readonly chatId: string | null;
  readonly occurredAt: Date;
  /** JSON text of `data`; for updates of what stands beside them there, or null. */
  readonly payload: string | null;
  /** Those it tells of, in their order; none for other types. */
  readonly updates: readonly ToldUpdate[];
}

type ToldUpdate = Omit<UpdateRow, "position">;

export interface DueDelivery {
  readonly deliveryId: string;
  readonly workspaceId: string;
  /** Attempts of the schedule that failed so far. */
  readonly attempts: number;
  /** Milliseconds since its event. */
  readonly ageMs: number;
  /** Milliseconds until the attempt would have been due, where it was asked for early; else 0. */
  readonly waitMs: number;
  readonly event: EventRow;
  readonly url: string;
  /** Sealed with the endpoint's id as context: the current secret, and the one before it while it still signs. */
  readonly sealedSecrets: readonly string[];
  /** Something younger waits in the lane. */
  readonly more: boolean;
}

export type LaneAnswer =
  | { readonly kind: "due"; readonly delivery: DueDelivery }
  /** Its head waits for its next attempt, and the lane with it. */
  | { readonly kind: "waiting"; readonly ms: number }
  /** Its connection is paused for inbound. */
  | { readonly kind: "held" }
  | { readonly kind: "empty" }
  /** Another owner, or disabled, or deleted: nothing of this endpoint is sent by the caller. */
  | { readonly kind: "closed" };

/**
 * The head of each wanted lane: the oldest that is pending, also where it came to light, or was
 * replayed, after younger ones. All lanes of all endpoints of a process travel in one call. Nothing
 * is locked or written: what is sent may be sent again by the next owner, but never before its
 * predecessor has been settled.
 */
export async function next(sql: Sql, wanted: readonly WantedLane[]): Promise<LaneAnswer[]> {
  const rows = await sql<Row>({ name: "deliveries-next", text }, [
    wanted.map(({ endpointId }) => endpointId),
    wanted.map(({ fence }) => fence),
    wanted.map(({ lane }) => lane),
    wanted.map(({ early }) => early),
  ]);
  return rows.map(answerOf);
}

interface Row {
  readonly owned: boolean;
  readonly held: boolean;
  readonly due: boolean;
  readonly waitMs: number;
  readonly deliveryId: string | null;
  readonly workspaceId: string;
  readonly attempts: number;
  readonly ageMs: number;
  readonly url: string;
  readonly sealedSecrets: string[];
  readonly more: boolean;
  readonly event: Omit<EventRow, "updates" | "occurredAt" | "workspaceId"> & { occurredAt: string };
  readonly updates: readonly (Omit<ToldUpdate, "receivedAt"> & { receivedAt: string })[];
}

function answerOf(row: Row): LaneAnswer {
  if (!row.owned) return { kind: "closed" };
  if (row.deliveryId === null) return { kind: "empty" };
  if (row.held) return { kind: "held" };
  if (!row.due) return { kind: "waiting", ms: row.waitMs };
  const { deliveryId, workspaceId, attempts, ageMs, waitMs, url, sealedSecrets, more } = row;
  const updates = row.updates.map((update) => ({
    ...update,
    receivedAt: new Date(update.receivedAt),
  }));
  const occurredAt = new Date(row.event.occurredAt);
  const event = { ...row.event, workspaceId, occurredAt, updates };
  return {
    kind: "due",
    delivery: { deliveryId, workspaceId, attempts, ageMs, waitMs, event, url, sealedSecrets, more },
  };
}

const text = `
  WITH wanted AS (
    SELECT * FROM unnest($1::text[], $2::int8[], $3::text[], $4::bool[])
      WITH ORDINALITY AS w(endpoint_id, fence, lane, early, place)
  ), heads AS (
    SELECT w.place, e.id AS owner, e.url, e.secret, d.*, w.early,
      EXISTS (SELECT 1 FROM deliveries y WHERE y.endpoint_id = e.id AND y.lane = d.lane
        AND y.status = 'pending' AND y.seq > d.seq) AS more,
      CASE WHEN e.previous_secret_until > now() THEN e.previous_secret END AS previous_secret,
      greatest(coalesce(extract(epoch FROM d.next_attempt_at - clock_timestamp()) * 1000, 0), 0)
        AS wait_ms,
      coalesce(${held("c")}, false) AS held
    FROM wanted w
    LEFT JOIN endpoints e ON e.id = w.endpoint_id AND e.fence = w.fence
      AND e.disabled_at IS NULL AND e.deleted_at IS NULL
    LEFT JOIN LATERAL (
      SELECT id, workspace_id, seq, lane, event_id, connection_id, attempts, next_attempt_at
      FROM deliveries
      WHERE endpoint_id = e.id AND lane = w.lane AND status = 'pending' ORDER BY seq LIMIT 1
    ) d ON true
    LEFT JOIN connections c ON c.workspace_id = d.workspace_id AND c.id = d.connection_id
  )
  SELECT h.owner IS NOT NULL AS owned, h.held,
    h.early OR h.wait_ms = 0 AS due, h.wait_ms::float8 AS "waitMs",
    h.id AS "deliveryId", h.workspace_id AS "workspaceId", h.attempts, h.url,
    h.more, array_remove(ARRAY[h.secret, h.previous_secret], NULL) AS "sealedSecrets",
    (extract(epoch FROM clock_timestamp() - v.occurred_at) * 1000)::float8 AS "ageMs",
    json_build_object('id', v.id, 'type', v.type, 'connectionId', v.connection_id,
      'chatId', v.chat_id, 'payload', v.payload, 'occurredAt', v.occurred_at) AS event,
    coalesce(told.updates, '[]') AS updates
  FROM heads h
  LEFT JOIN events v ON v.workspace_id = h.workspace_id AND v.id = h.event_id
    AND NOT h.held AND (h.early OR h.wait_ms = 0)
  LEFT JOIN LATERAL (
    SELECT json_agg(json_build_object('id', u.id, 'connectionId', u.connection_id,
      'updateId', u.update_id::text, 'kind', u.kind, 'chatId', u.chat_id,
      'receivedAt', u.received_at, 'fault', u.fault, 'twinOf', u.twin_of, 'body', u.body) ORDER BY named.place) AS updates
    FROM unnest(v.update_ids) WITH ORDINALITY AS named(id, place)
    JOIN updates u ON u.workspace_id = v.workspace_id AND u.id = named.id
  ) told ON true
  ORDER BY h.place`;
