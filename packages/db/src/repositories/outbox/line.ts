/** Reads a connection's line: queued parts in the order of their places. */
import type { Sql } from "../../client.ts";

export interface QueuedPart {
  readonly id: string;
  readonly workspaceId: string;
  readonly messageId: string;
  readonly chatId: string;
  readonly seq: number;
  /** 0 interactive, 1 bulk. */
  readonly priority: number;
  /** Milliseconds before it may be tried again; 0 or less: now. */
  readonly waitMs: number;
}

const columns = `p.id, p.workspace_id AS "workspaceId", p.message_id AS "messageId",
  p.chat_id AS "chatId", p.seq::float8 AS seq, p.priority,
  coalesce(extract(epoch FROM p.not_before - clock_timestamp()) * 1000, 0)::float8 AS "waitMs"`;

/** The next parts behind `after`. Places become visible in order, so nothing appears before it later. */
export async function readLine(
  sql: Sql,
  connectionId: string,
  after: number,
  limit: number,
): Promise<QueuedPart[]> {
  return sql(
    `SELECT ${columns} FROM message_parts p
     WHERE p.connection_id = $1 AND p.status = 'queued' AND p.seq > $2::float8::int8
     ORDER BY p.seq LIMIT $3`,
    [connectionId, after, limit],
  );
}

/**
 * Interactive parts between `after` and the end of a line too long to hold in memory, except those
 * that another part of their chat stands before: within a chat, order rules.
 */
export async function readExpress(
  sql: Sql,
  connectionId: string,
  { after, behind }: { after: number; behind: number },
  limit: number,
): Promise<QueuedPart[]> {
  return sql(
    `SELECT ${columns} FROM message_parts p
     WHERE p.connection_id = $1 AND p.status = 'queued' AND p.priority = 0
       AND p.seq > $2::float8::int8
       AND NOT EXISTS (SELECT 1 FROM message_parts e WHERE e.connection_id = $1
         AND e.chat_id = p.chat_id AND e.status = 'queued' AND e.seq > $3::float8::int8
         AND e.seq < p.seq AND e.priority > 0)
     ORDER BY p.seq LIMIT $4`,
    [connectionId, after, behind, limit],
  );
}
