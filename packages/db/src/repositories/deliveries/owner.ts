/** Who owns an endpoint's lanes, and when somebody has to look at them again. */
import type { Sql } from "../../client.ts";
import { newId } from "../../ids.ts";

export interface TakenEndpoint {
  readonly endpointId: string;
  readonly workspaceId: string;
  readonly fence: string;
  /** Not disabled and not deleted. */
  readonly open: boolean;
}

/**
 * Makes the caller the owner: whoever owned the endpoint before gets nothing more to send. Starts
 * from the globally unique id in a job's payload; null where the endpoint is gone.
 */
export async function take(sql: Sql, endpointId: string): Promise<TakenEndpoint | null> {
  const [row] = await sql<TakenEndpoint>(
    `UPDATE endpoints SET fence = fence + 1, wake_at = NULL WHERE id = $1
     RETURNING id AS "endpointId", workspace_id AS "workspaceId", fence::text AS fence,
       disabled_at IS NULL AND deleted_at IS NULL AS open`,
    [endpointId],
  );
  return row ?? null;
}

/** Ends the owner's run for a while: the waker rings when the time has come. */
export async function park(
  sql: Sql,
  { endpointId, fence }: Pick<TakenEndpoint, "endpointId" | "fence">,
  ms: number,
): Promise<void> {
  await sql(
    `UPDATE endpoints SET wake_at = clock_timestamp() + $3::float8 * interval '1 millisecond'
     WHERE id = $1 AND fence = $2::text::int8`,
    [endpointId, fence, ms],
  );
}

/** The owner stops by itself, because only a person can help. */
export async function giveUp(
  sql: Sql,
  { endpointId, fence }: Pick<TakenEndpoint, "endpointId" | "fence">,
  reason: string,
): Promise<void> {
  await sql(
    `WITH disabled AS (
       UPDATE endpoints SET disabled_at = now(), disabled_reason = $3, updated_at = now()
       WHERE id = $1 AND fence = $2::text::int8 AND disabled_at IS NULL
       RETURNING id, workspace_id
     )
     INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id)
     SELECT $4, workspace_id, 'endpoint.disabled', 'system', id FROM disabled`,
    [endpointId, fence, reason, newId("audit")],
  );
}

/** Endpoints of all workspaces whose long wait is over, each handed to one caller only. */
export async function wakeDue(sql: Sql, limit: number): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    `UPDATE endpoints SET wake_at = NULL WHERE id IN (
       SELECT id FROM endpoints WHERE wake_at <= clock_timestamp()
       ORDER BY wake_at LIMIT $1 FOR UPDATE SKIP LOCKED)
     RETURNING id`,
    [limit],
  );
  return rows.map(({ id }) => id);
}

/**
 * Endpoints of all workspaces with something to deliver that nobody has parked: it may be held, which
 * their owner finds out at less cost. For the sweep.
 */
export async function deliverable(sql: Sql): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    `SELECT e.id FROM endpoints e
     WHERE e.disabled_at IS NULL AND e.deleted_at IS NULL
       AND (e.wake_at IS NULL OR e.wake_at <= now())
       AND EXISTS (SELECT 1 FROM deliveries d WHERE d.endpoint_id = e.id AND d.status = 'pending')`,
  );
  return rows.map(({ id }) => id);
}

/** Has all lanes of an endpoint looked at, by whoever serves it. */
export async function wake(sql: Sql, endpointId: string): Promise<void> {
  await sql(`UPDATE endpoints SET wake_at = NULL WHERE id = $1 RETURNING ${lookAtAll}`, [
    endpointId,
  ]);
}

/** The same for all endpoints that hear of a connection. */
export async function wakeHearers(
  sql: Sql,
  workspaceId: string,
  connectionId: string,
): Promise<void> {
  await sql(
    `UPDATE endpoints SET wake_at = NULL
     WHERE workspace_id = $1 AND (connection_id IS NULL OR connection_id = $2)
       AND disabled_at IS NULL AND deleted_at IS NULL
     RETURNING ${lookAtAll}`,
    [workspaceId, connectionId],
  );
}

const lookAtAll = `pg_notify('deliveries',
  json_build_object('endpointId', id, 'seq', '0')::text)::text`;
