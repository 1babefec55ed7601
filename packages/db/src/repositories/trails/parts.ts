/** Finds the part of a chain that holds a range of times, and what is not in the chain yet. */
import type { Checkpoint, Link, TrailContent } from "@lumenflow/governance";
import type { Sql } from "../../client.ts";
import {
  type CheckpointRow,
  checkpointColumns,
  checkpointOf,
  contentOf,
  type EntryRow,
  entryColumns,
} from "./rows.ts";

export interface Times {
  readonly from?: Date | undefined;
  /** Exclusive. */
  readonly to?: Date | undefined;
}

const within = `($2::text::timestamptz IS NULL OR at >= $2::text::timestamptz)
  AND ($3::text::timestamptz IS NULL OR at < $3::text::timestamptz)`;

/** The first and the last place, up to `through`, of an entry of these times; null where there is none. */
export async function span(
  sql: Sql,
  workspaceId: string,
  { from, to, through }: Times & { readonly through: number },
): Promise<{ first: number; last: number } | null> {
  const [row] = await sql<{ first: string | null; last: string | null }>(
    `SELECT min(seq)::text AS first, max(seq)::text AS last FROM audit_entries
     WHERE workspace_id = $1 AND ${within} AND seq <= $4::bigint`,
    [workspaceId, iso(from), iso(to), through],
  );
  if (row === undefined || row.first === null) return null;
  return { first: Number(row.first), last: Number(row.last) };
}

/** The link of one sealed entry; null where there is none, or none any more. */
export async function linkAt(sql: Sql, workspaceId: string, seq: number): Promise<Link | null> {
  const [row] = await sql<{ hash: string }>(
    `SELECT encode(hash, 'hex') AS hash FROM audit_entries
     WHERE workspace_id = $1 AND seq = $2::bigint`,
    [workspaceId, seq],
  );
  return row === undefined ? null : { seq, hash: row.hash };
}

/** The first kept checkpoint at this place or behind it. */
export async function nextCheckpoint(
  sql: Sql,
  workspaceId: string,
  seq: number,
): Promise<Checkpoint | null> {
  const [row] = await sql<CheckpointRow>(
    `SELECT ${checkpointColumns} FROM audit_checkpoints
     WHERE workspace_id = $1 AND seq >= $2::bigint ORDER BY audit_checkpoints.seq LIMIT 1`,
    [workspaceId, seq],
  );
  return row === undefined ? null : checkpointOf(row);
}

export interface Beyond extends Times {
  readonly through: number;
  /** The last entry of the page before. */
  readonly last?: TrailContent | undefined;
}

/** Entries of these times that have no place up to `through`: those that wait, and those sealed since. */
export async function beyond(
  sql: Sql,
  workspaceId: string,
  { from, to, through, last }: Beyond,
  limit: number,
): Promise<TrailContent[]> {
  const rows = await sql<EntryRow>(
    `SELECT ${entryColumns} FROM audit_entries
     WHERE workspace_id = $1 AND ${within} AND (seq IS NULL OR seq > $4::bigint)
       AND ($5::text IS NULL OR (at, id) > ($5::text::timestamptz, $6::text))
     ORDER BY at, id LIMIT $7`,
    [workspaceId, iso(from), iso(to), through, last?.at ?? null, last?.id ?? null, limit],
  );
  return rows.map(contentOf);
}

function iso(time: Date | undefined): string | null {
  return time?.toISOString() ?? null;
}
