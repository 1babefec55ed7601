/** Pauses of one connection, each direction by itself: put on, lifted, and lifted because their end has come. */
import { connectionMachine, isLive } from "@lumenflow/governance";
import type { Sql } from "../../client.ts";
import { newId } from "../../ids.ts";
import { wakeHearers } from "../deliveries/owner.ts";
import { wakeLines } from "./wake-lines.ts";

export type Direction = "inbound" | "outbound" | "both";

export interface PauseChange {
  readonly workspaceId: string;
  readonly id: string;
  readonly direction: Direction;
  readonly reason?: string | undefined;
  /** When it lifts by itself; without one a person has to. Of a pause alone. */
  readonly until?: Date | undefined;
  readonly initiator: string;
  /** How people know the initiator. */
  readonly initiatorName?: string | undefined;
}

const live = connectionMachine.states.filter(isLive);

/**
 * Pauses or resumes; a pause that stands keeps its time and gets this reason and end. The row's lock
 * makes it wait for the claims under way, and those that come see it. False where it cannot.
 */
export async function switchPause(
  sql: Sql,
  change: PauseChange,
  action: "connection.paused" | "connection.resumed",
): Promise<boolean> {
  const columns = action === "connection.paused" ? paused : resumed;
  const directions =
    change.direction === "both" ? (["inbound", "outbound"] as const) : [change.direction];
  const rows = await sql(
    `WITH given AS (
       SELECT $4::text AS reason, $5::text AS actor, $6::text AS name, $7::text::timestamptz AS until
     ), switched AS (
       UPDATE connections SET ${directions.map(columns).join(", ")}, updated_at = now() FROM given
       WHERE workspace_id = $1 AND id = $2 AND status = ANY($3::text[])
       RETURNING id, workspace_id, given.*
     ), noted AS (
       INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id, detail)
       SELECT $8, workspace_id, $9, actor, id, jsonb_build_object('direction', $10::text,
         'reasonGiven', reason IS NOT NULL, 'until', instant_text(until))
       FROM switched
     )
     SELECT id, pg_notify('connections', id)::text FROM switched`,
    [
      change.workspaceId,
      change.id,
      live,
      change.reason ?? null,
      change.initiator,
      change.initiatorName ?? null,
      change.until?.toISOString() ?? null,
      newId("audit"),
      action,
      change.direction,
    ],
  );
  if (rows.length === 0) return false;
  if (action === "connection.resumed") await goOn(sql, directions, [change]);
  return true;
}

/** Lifts what has come to its end, of all workspaces. */
export async function liftLapsed(sql: Sql): Promise<void> {
  for (const direction of ["outbound", "inbound"] as const) {
    const lifted = await sql<{ workspaceId: string; id: string }>(
      `WITH due AS (
         SELECT id FROM connections
         WHERE ${direction}_paused_at IS NOT NULL AND ${direction}_paused_until <= now()
         ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
       ), lifted AS (
         UPDATE connections c SET ${resumed(direction)}, updated_at = now() FROM due
         WHERE c.id = due.id RETURNING c.id, c.workspace_id
       ), noted AS (
         INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id, detail)
         SELECT new_id('aud'), workspace_id, 'connection.resumed', 'system', id,
           jsonb_build_object('direction', $1::text, 'because', 'its end has come')
         FROM lifted
       )
       SELECT workspace_id AS "workspaceId", id, pg_notify('connections', id)::text FROM lifted`,
      [direction],
    );
    await goOn(sql, [direction], lifted);
  }
}

/** What waited goes on at once; should this be lost, the sweeps find it. */
async function goOn(
  sql: Sql,
  directions: readonly ("inbound" | "outbound")[],
  connections: readonly { readonly workspaceId: string; readonly id: string }[],
): Promise<void> {
  if (connections.length === 0) return;
  if (directions.includes("outbound")) {
    await wakeLines(sql, { connectionIds: connections.map(({ id }) => id) });
  }
  if (!directions.includes("inbound")) return;
  for (const { workspaceId, id } of connections) await wakeHearers(sql, workspaceId, id);
}

const paused = (direction: "inbound" | "outbound") => `
  ${direction}_paused_at = COALESCE(${direction}_paused_at, now()),
  ${direction}_pause_reason = given.reason, ${direction}_paused_until = given.until,
  ${direction}_paused_by = given.actor, ${direction}_paused_by_name = given.name`;

const resumed = (direction: "inbound" | "outbound") => `
  ${direction}_paused_at = NULL, ${direction}_pause_reason = NULL,
  ${direction}_paused_until = NULL, ${direction}_paused_by = NULL,
  ${direction}_paused_by_name = NULL`;
