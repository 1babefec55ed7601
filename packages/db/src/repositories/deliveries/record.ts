/** Records what became of attempts to deliver. */
import type { Sql } from "../../client.ts";
import { newId } from "../../ids.ts";

interface Attempted {
  readonly endpointId: string;
  /** The fence under which it was sent. */
  readonly fence: string;
  readonly workspaceId: string;
  readonly deliveryId: string;
  readonly durationMs: number;
  readonly responseCode: number | null;
  /** SHA-256 of the body, hexadecimal; null where none was composed. */
  readonly bodyDigest: string | null;
}

export interface DeliveryFault {
  /** In a word, such as `http_500`: dead letters are grouped by it. */
  readonly cause: string;
  readonly detail: string;
}

export type DeliveryResult = Attempted &
  (
    | { readonly to: "delivered" }
    | {
        readonly to: "pending";
        readonly fault: DeliveryFault;
        readonly waitMs: number;
        /** False where the attempt does not count against the schedule. */
        readonly spent: boolean;
      }
    | { readonly to: "dead"; readonly fault: DeliveryFault }
  );

/**
 * A failure counts while its owner still has the endpoint; a success whoever had it, since it did
 * arrive. Returns the deliveries whose result counted.
 */
export async function record(sql: Sql, results: readonly DeliveryResult[]): Promise<Set<string>> {
  const given = results.map((result) => ({
    failure_id: newId("failure"),
    endpoint_id: result.endpointId,
    fence: result.fence,
    workspace_id: result.workspaceId,
    delivery_id: result.deliveryId,
    duration_ms: Math.round(result.durationMs),
    response_code: result.responseCode,
    body_digest: result.bodyDigest,
    to: result.to,
    cause: result.to === "delivered" ? null : result.fault.cause,
    detail: result.to === "delivered" ? null : result.fault.detail,
    wait_ms: result.to === "pending" ? result.waitMs : null,
    spent: result.to === "pending" && !result.spent ? 0 : 1,
  }));
  const rows = await sql<{ id: string }>({ name: "deliveries-record", text }, [
    JSON.stringify(given),
  ]);
  return new Set(rows.map(({ id }) => id));
}

// The endpoint is not locked: what a take-over at this very moment changes is who counts an attempt,
// never what is sent before what. Of attempts that did not count, one with the same number and cause
// is kept, the latest, so that an endpoint that says "later" for days fills no table.
const text = `
  WITH given AS (
    SELECT * FROM jsonb_to_recordset($1::text::jsonb) AS g(failure_id text, endpoint_id text,
      fence int8, workspace_id text, delivery_id text, duration_ms int, response_code int,
      body_digest text, "to" text, cause text, detail text, wait_ms float8, spent int)
  ), settled AS (
    UPDATE deliveries d SET status = g."to", attempts = d.attempts + g.spent,
      next_attempt_at = clock_timestamp() + g.wait_ms * interval '1 millisecond',
      response_code = g.response_code, cause = g.cause, error_detail = g.detail,
      body_digest = coalesce(decode(g.body_digest, 'hex'), d.body_digest),
      duration_ms = g.duration_ms, attempted_at = clock_timestamp(),
      settled_at = CASE WHEN g."to" <> 'pending' THEN clock_timestamp() END
    FROM given g JOIN endpoints e ON e.id = g.endpoint_id
    WHERE d.workspace_id = g.workspace_id AND d.id = g.delivery_id AND d.status = 'pending'
      AND (e.fence = g.fence OR g."to" = 'delivered')
    RETURNING g.*, d.attempts + 1 - g.spent AS attempt
  ), replaced AS (
    DELETE FROM delivery_failures f USING settled s
    WHERE s.spent = 0 AND f.workspace_id = s.workspace_id AND f.delivery_id = s.delivery_id
      AND f.attempt = s.attempt AND f.cause = s.cause
  ), noted AS (
    INSERT INTO delivery_failures (id, workspace_id, delivery_id, at, attempt, response_code, cause,
      detail, duration_ms)
    SELECT failure_id, workspace_id, delivery_id, clock_timestamp(), attempt, response_code, cause,
      detail, duration_ms
    FROM settled WHERE "to" <> 'delivered'
  )
  SELECT delivery_id AS id FROM settled`;
