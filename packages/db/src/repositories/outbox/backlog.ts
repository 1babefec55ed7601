/** What waited through a long stop asks a person before it goes out: noticed, held, counted, decided. */
import type { Sql } from "../../client.ts";
import { newId } from "../../ids.ts";
import { end } from "./end.ts";
import { lineMoved } from "./placed.ts";
import { patience, stoodStill, wentLate } from "./stood-still.ts";

/** What waits for a person's word. */
export interface Backlog {
  readonly connectionId: string;
  /** Messages, those among them that were to be sent at a time which has passed. */
  readonly count: number;
  /** Since when the oldest waits. */
  readonly oldestAt: Date;
  /** It was decided that they expire: the keeper is at it. */
  readonly expiring: boolean;
}

export interface BacklogDecision {
  readonly workspaceId: string;
  readonly connectionId: string;
  readonly decision: "send" | "expire";
  /** As many as the decider saw; where more wait by now, nothing is decided. */
  readonly count?: number | undefined;
  /** `key:<id>` or `user:<id>`. */
  readonly initiator: string;
}

export type BacklogAnswer = "decided" | "nothing-waits" | "under-way" | "more-wait";

/**
 * Holds what waited through the stop, for the line's owner under this fence, before it claims anything.
 * Claims see by themselves that the line stood still: until this is done they are refused.
 */
export async function holdBacklog(sql: Sql, connectionId: string, fence: string): Promise<void> {
  await sql(
    `WITH line AS (
       SELECT c.id FROM connections c
       WHERE c.id = $1 AND c.fence = $2::text::int8 AND c.backlog_expired_by IS NULL
         AND ${stoodStill("c")}
       FOR NO KEY UPDATE
     ), held AS (
       UPDATE connections c SET backlog_seq = (SELECT max(p.seq) FROM message_parts p
         WHERE p.connection_id = c.id AND p.status = 'queued' AND p.queued_at < ${patience("c")})
       FROM line WHERE c.id = line.id
       RETURNING c.id, c.workspace_id
     )
     INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id)
     SELECT $3, workspace_id, 'connection.backlog_held', 'system', id FROM held`,
    [connectionId, fence, newId("audit")],
  );
}

/** What waits for a person's word, of those of a workspace's connections where something does. */
export async function backlogs(
  sql: Sql,
  workspaceId: string,
  connectionIds: readonly string[],
): Promise<Backlog[]> {
  return sql(
    `SELECT c.id AS "connectionId", w.n AS count, w.oldest AS "oldestAt",
       c.backlog_expired_by IS NOT NULL AS expiring
     FROM connections c, LATERAL (
       SELECT count(*)::int AS n, min(since) AS oldest FROM (
         SELECT min(p.queued_at) AS since FROM message_parts p
         WHERE p.connection_id = c.id AND p.status = 'queued' AND p.seq <= c.backlog_seq
         GROUP BY p.message_id
         UNION ALL
         SELECT m.send_at FROM messages m
         WHERE m.workspace_id = c.workspace_id AND m.connection_id = c.id AND ${wentLate("m", "c")}
       ) waiting
     ) w
     WHERE c.workspace_id = $1 AND c.id = ANY($2::text[]) AND w.n > 0`,
    [workspaceId, connectionIds],
  );
}

/**
 * A person's word about all that waits at this moment. Sending lets it go in its old order, and what
 * came behind it after it. Expiring is seen to by the keeper; until then it stays held. Belongs into a
 * transaction, which keeps the line as it is.
 */
export async function decideBacklog(
  sql: Sql,
  { workspaceId, connectionId, decision, count, initiator }: BacklogDecision,
): Promise<BacklogAnswer> {
  await sql("SELECT id FROM connections WHERE workspace_id = $1 AND id = $2 FOR NO KEY UPDATE", [
    workspaceId,
    connectionId,
  ]);
  // A statement of its own: it sees what others committed before the lock was granted.
  const [found] = await backlogs(sql, workspaceId, [connectionId]);
  if (found === undefined) return "nothing-waits";
  if (found.expiring) return "under-way";
  if (count !== undefined && found.count > count) return "more-wait";
  if (decision === "expire") await expireLate(sql, workspaceId, connectionId, initiator);
  await sql(
    `WITH decided AS (
       UPDATE connections SET backlog_decided_at = clock_timestamp(), wake_at = clock_timestamp(),
         backlog_seq = CASE WHEN $3 = 'expire' THEN backlog_seq END,
         backlog_expired_by = CASE WHEN $3 = 'expire' THEN $4 END
       WHERE workspace_id = $1 AND id = $2
       RETURNING id, workspace_id
     ), noted AS (
       INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id, detail)
       SELECT $5, workspace_id, 'connection.backlog_decided', $4, id,
         jsonb_build_object('decision', $3::text, 'messages', $6::int)
       FROM decided
     )
     SELECT ${readAnew} FROM decided`,
    [workspaceId, connectionId, decision, initiator, newId("audit"), found.count],
  );
  return "decided";
}

/** The line's owner has passed over what was held. */
const readAnew = lineMoved("id");

/** Ends what was to be sent at a time that has passed; of these there are few. */
async function expireLate(
  sql: Sql,
  workspaceId: string,
  connectionId: string,
  actor: string,
): Promise<void> {
  const late = await sql<{ id: string }>(
    `SELECT m.id FROM messages m JOIN connections c ON c.workspace_id = m.workspace_id
       AND c.id = m.connection_id
     WHERE c.workspace_id = $1 AND c.id = $2 AND ${wentLate("m", "c")}`,
    [workspaceId, connectionId],
  );
  await end(sql, { workspaceId, messageIds: late.map(({ id }) => id), to: "expired", actor });
}

/** Connections of all workspaces whose backlog is to expire; for the keeper. */
export async function expiringBacklogs(sql: Sql): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    "SELECT id FROM connections WHERE backlog_expired_by IS NOT NULL",
  );
  return rows.map(({ id }) => id);
}

/**
 * Ends some of what is to expire, and lets the line go on where nothing is left. Belongs into a
 * transaction of its own. True while there may be more.
 */
export async function expireBacklog(
  sql: Sql,
  connectionId: string,
  limit: number,
): Promise<boolean> {
  const [line] = await sql<{ workspaceId: string; actor: string }>(
    `SELECT workspace_id AS "workspaceId", backlog_expired_by AS actor FROM connections
     WHERE id = $1 AND backlog_expired_by IS NOT NULL FOR NO KEY UPDATE`,
    [connectionId],
  );
  if (line === undefined) return false;
  const { workspaceId, actor } = line;
  const found = await sql<{ id: string }>(
    `SELECT DISTINCT p.message_id AS id FROM message_parts p JOIN connections c ON c.id = $1
     WHERE p.connection_id = $1 AND p.status = 'queued' AND p.seq <= c.backlog_seq LIMIT $2`,
    [connectionId, limit],
  );
  const messageIds = found.map(({ id }) => id);
  const ended = await end(sql, { workspaceId, messageIds, to: "expired", actor });
  if (ended.length > 0) return true;
  await sql(
    `UPDATE connections SET backlog_seq = NULL, backlog_expired_by = NULL,
       wake_at = clock_timestamp()
     WHERE id = $1 RETURNING ${readAnew}`,
    [connectionId],
  );
  return false;
}

/** How many connections of all workspaces wait for a person's word about their line. */
export async function countBacklogs(sql: Sql): Promise<number> {
  const [row] = await sql<{ n: number }>(
    "SELECT count(*)::int AS n FROM connections WHERE backlog_seq IS NOT NULL",
  );
  return row?.n ?? 0;
}
