/** Which lanes of an endpoint hold something, by two ways of looking: at all of them, or at what is new. */
import type { Sql } from "../../client.ts";
import { held } from "./held.ts";

/** A lane by its head, the only one that may be sent. */
export interface WaitingLane {
  readonly lane: string;
  /** The head's place: the lanes with the oldest heads go first. */
  readonly seq: number;
  /** Milliseconds until its next attempt; 0 if there is nothing to wait for. */
  readonly waitMs: number;
  /** Why its last attempt failed; null before the first. */
  readonly cause: string | null;
  /** Milliseconds since its last attempt; null before the first. */
  readonly attemptedAgoMs: number | null;
  /** Its connection is paused for inbound. */
  readonly held: boolean;
}

/**
 * Every lane with something pending, by name and a page at a time. Jumps from lane to lane through the
 * index, so that a long lane costs no more than a short one.
 */
export async function lanes(
  sql: Sql,
  endpointId: string,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<WaitingLane[]> {
  return sql(
    `WITH RECURSIVE heads AS (
       (SELECT 1 AS n, ${headColumns} FROM deliveries d
        WHERE d.endpoint_id = $1 AND d.status = 'pending' AND d.lane > $2
        ORDER BY d.lane, d.seq LIMIT 1)
       UNION ALL
       SELECT heads.n + 1, next.* FROM heads CROSS JOIN LATERAL (
         SELECT ${headColumns} FROM deliveries d
         WHERE d.endpoint_id = $1 AND d.status = 'pending' AND d.lane > heads.lane
         ORDER BY d.lane, d.seq LIMIT 1) next
       WHERE heads.n < $3
     )
     SELECT heads.lane, heads.seq::float8 AS seq, heads.cause,
       greatest(coalesce(extract(epoch FROM heads.next_attempt_at - clock_timestamp()) * 1000, 0),
         0)::float8 AS "waitMs",
       (extract(epoch FROM clock_timestamp() - heads.attempted_at) * 1000)::float8
         AS "attemptedAgoMs",
       coalesce(${held("c")}, false) AS held
     FROM heads LEFT JOIN connections c
       ON c.workspace_id = heads.workspace_id AND c.id = heads.connection_id
     ORDER BY heads.n`,
    [endpointId, after, limit],
  );
}

const headColumns = `d.workspace_id, d.connection_id, d.lane, d.seq, d.next_attempt_at,
  d.attempted_at, d.cause`;

export interface NewLanes {
  /** Those with the oldest first. */
  readonly names: readonly string[];
  /** Where to go on; null at the line's end. */
  readonly next: number | null;
}

/** The lanes of what waits at a place or behind it, looking at `limit` rows at most. */
export async function lanesFrom(
  sql: Sql,
  endpointId: string,
  { from, limit }: { readonly from: number; readonly limit: number },
): Promise<NewLanes> {
  const rows = await sql<{ lane: string; last: number; rows: number }>(
    { name: "deliveries-new-lanes", text: newLanes },
    [endpointId, from, limit],
  );
  const looked = rows.reduce((sum, row) => sum + row.rows, 0);
  return {
    names: rows.map(({ lane }) => lane),
    next: looked < limit ? null : 1 + Math.max(...rows.map(({ last }) => last)),
  };
}

const newLanes = `
  SELECT lane, max(seq)::float8 AS last, count(*)::int AS rows FROM (
    SELECT lane, seq FROM deliveries
    WHERE endpoint_id = $1 AND status = 'pending' AND seq >= $2::float8::int8
    ORDER BY seq LIMIT $3) found
  GROUP BY lane ORDER BY min(seq)`;
