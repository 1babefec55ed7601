/** Sends deliveries again, each in the place that it had. */
import type { Sql } from "../../client.ts";
import { newId } from "../../ids.ts";

/** All that is given must hold. */
export interface ReplayFilter {
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  readonly status?: string | undefined;
  readonly cause?: string | undefined;
  readonly deliveryIds?: readonly string[] | undefined;
}

export interface ReplayRequest extends ReplayFilter {
  readonly workspaceId: string;
  readonly endpointId: string;
  readonly initiator: string;
}

/** Most deliveries of one replay. */
export const mostReplayed = 100_000;

/**
 * Makes deliveries pending again, with a new schedule. They keep their ids and their places, so that
 * within a lane they go before what is younger and still waits. One statement, or a lane could go on
 * with its youngest while its oldest are still being found. Returns how many; null, and nothing is
 * changed, where there are more than `mostReplayed`.
 */
export async function replay(sql: Sql, request: ReplayRequest): Promise<number | null> {
  const { since, until, status, cause, deliveryIds, ...by } = request;
  const [row] = await sql<{ found: number; replayed: number }>(statement, [
    by.workspaceId,
    by.endpointId,
    since ?? null,
    until ?? null,
    status ?? null,
    cause ?? null,
    deliveryIds ?? null,
    mostReplayed,
    newId("audit"),
    by.initiator,
  ]);
  if (row === undefined) return 0;
  return row.found > mostReplayed ? null : row.replayed;
}

const statement = `
  WITH found AS (
    SELECT id FROM deliveries
    WHERE workspace_id = $1 AND endpoint_id = $2
      AND ($3::timestamptz IS NULL OR created_at >= $3) AND ($4::timestamptz IS NULL OR created_at < $4)
      AND ($5::text IS NULL OR status = $5) AND ($6::text IS NULL OR cause = $6)
      AND ($7::text[] IS NULL OR id = ANY($7))
    LIMIT $8 + 1
  ), fits AS (
    SELECT count(*) <= $8 AS fits FROM found
  ), replayed AS (
    UPDATE deliveries d SET status = 'pending', attempts = 0, next_attempt_at = NULL,
      settled_at = NULL
    FROM found, fits WHERE fits.fits AND d.workspace_id = $1 AND d.id = found.id
    RETURNING d.id
  ), counted AS (
    SELECT count(*)::int AS replayed FROM replayed
  ), woken AS (
    UPDATE endpoints SET wake_at = NULL WHERE id = $2
  ), noted AS (
    INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id, detail)
    SELECT $9, $1, 'endpoint.replayed', $10, $2, jsonb_build_object('deliveries', replayed)
    FROM counted WHERE replayed > 0
  )
  SELECT (SELECT count(*)::int FROM found) AS found, replayed,
    pg_notify('deliveries', json_build_object('endpointId', $2::text, 'seq', '0')::text)::text
  FROM counted`;
