/** Cuts trails at kept checkpoints: what lies before one goes, and the rest still proves itself from there. */
import { type Checkpoint, trimmedAction } from "@lumenflow/governance";
import type { Sql } from "../../client.ts";
import { newId } from "../../ids.ts";
import { type CheckpointRow, checkpointColumns, checkpointOf } from "./rows.ts";

/**
 * Where each trail may be cut: at its last kept checkpoint that is older than so many days, so that
 * everything before it is older too.
 */
export async function cuttable(sql: Sql, days: number): Promise<Checkpoint[]> {
  const rows = await sql<CheckpointRow>(
    `SELECT ${checkpointColumns} FROM (
       SELECT DISTINCT ON (c.workspace_id) c.* FROM audit_checkpoints c
       JOIN audit_trails t ON t.workspace_id = c.workspace_id AND c.seq > t.trimmed_through
       WHERE c.at < now() - $1::int * interval '1 day'
       ORDER BY c.workspace_id, c.seq DESC) AS last`,
    [days],
  );
  return rows.map(checkpointOf);
}

/** Says in the trail that everything up to the checkpoint is removed; in the transaction of the first step. */
export async function announceCut(sql: Sql, { workspaceId, seq, hash }: Checkpoint): Promise<void> {
  await sql(
    `INSERT INTO audit_entries (id, workspace_id, action, initiator, detail)
     VALUES ($1, $2, $3, 'system', jsonb_build_object('through', $4::bigint, 'hash', $5::text))`,
    [newId("audit"), workspaceId, trimmedAction, seq, hash],
  );
}

/**
 * Removes what stands up to the next kept checkpoint, not further than `checkpoint`: a step of about
 * a thousand entries, within a transaction, in which the sealer passes by. What is left to do.
 */
export async function cutTo(
  sql: Sql,
  { workspaceId, seq }: Checkpoint,
): Promise<"more" | "done" | "nothing"> {
  await sql("SELECT pg_advisory_xact_lock(hashtextextended('audit ' || $1, 0))::text", [
    workspaceId,
  ]);
  const [cut] = await sql<{ through: string }>(
    `UPDATE audit_trails t SET trimmed_through = least($2::bigint, (
       SELECT min(c.seq) FROM audit_checkpoints c
       WHERE c.workspace_id = t.workspace_id AND c.seq > t.trimmed_through))
     WHERE workspace_id = $1 AND trimmed_through < $2::bigint
     RETURNING trimmed_through::text AS through`,
    [workspaceId, seq],
  );
  if (cut === undefined) return "nothing";
  await sql("DELETE FROM audit_entries WHERE workspace_id = $1 AND seq <= $2::bigint", [
    workspaceId,
    cut.through,
  ]);
  return Number(cut.through) < seq ? "more" : "done";
}
