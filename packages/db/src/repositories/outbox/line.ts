/** Reads a connection's line: queued parts in the order of their places. */
import type { Prepared, Sql } from "../../client.ts";
import { inBacklog } from "./stood-still.ts";

export interface QueuedPart {
  readonly id: string;
  readonly workspaceId: string;
  readonly messageId: string;
  readonly chatId: string;
  readonly seq: number;
  /** 0 interactive, 1 bulk. */
  readonly priority: number;
  /** Whether it passes through the paid lane. */
  readonly paid: boolean;
  /** Milliseconds before it may be tried again; 0 or less: now. */
  readonly waitMs: number;
}

const columns = `p.id, p.workspace_id AS "workspaceId", p.message_id AS "messageId",
  p.chat_id AS "chatId", p.seq::float8 AS seq, p.priority, p.paid,
  coalesce(extract(epoch FROM p.not_before - clock_timestamp()) * 1000, 0)::float8 AS "waitMs"`;

/** Up to where a person's word is waited for: looked up once. */
const held = "(SELECT c.backlog_seq FROM connections c WHERE c.id = $1)";

/**
 * The next parts behind `after`, except those that wait for a person's word: when it comes, the line is
 * read anew. Places become visible in order, so nothing else appears before it later.
 */
export async function readLine(
  sql: Sql,
  connectionId: string,
  after: number,
  limit: number,
): Promise<QueuedPart[]> {
  return sql(nextParts, [connectionId, after, limit]);
}

// Of values that it cannot look into Postgres makes one plan for all, instead of one each time.
const nextParts: Prepared = {
  name: "read-line",
  text: `
  SELECT ${columns} FROM message_parts p
  WHERE p.connection_id = (SELECT $1::text) AND p.status = 'queued'
    AND p.seq > (SELECT $2::float8::int8) AND NOT ${inBacklog("p", held)}
  ORDER BY p.seq LIMIT (SELECT $3::int)`,
};

/** Places: behind the last interactive part seen, and behind what is in memory. */
export interface ExpressRange {
  readonly after: number;
  readonly behind: number;
}

export interface ExpressLimits {
  /** Interactive parts of one read. */
  readonly limit: number;
  /** Parts of one chat, the interactive one included. */
  readonly mostBefore: number;
}

export interface ExpressParts {
  readonly parts: QueuedPart[];
  /** The place of the last interactive part that was looked at; null where there is none. */
  readonly last: number | null;
  /** Whether there may be more of them. */
  readonly more: boolean;
}

/**
 * The next interactive parts behind `after` in a line too long to hold in memory, each with whatever
 * stands before it in its chat beyond `behind`, since within a chat order rules. A chat with more than
 * `mostBefore` parts to go first is left out: its pace alone makes it wait for minutes.
 */
export async function readExpress(
  sql: Sql,
  connectionId: string,
  { after, behind }: ExpressRange,
  { limit, mostBefore }: ExpressLimits,
): Promise<ExpressParts> {
  const found = await sql<{ chatId: string; seq: number }>(
    `SELECT p.chat_id AS "chatId", p.seq::float8 AS seq FROM message_parts p
     WHERE p.connection_id = $1 AND p.status = 'queued' AND p.priority = 0
       AND p.seq > $2::float8::int8 AND NOT ${inBacklog("p", held)}
     ORDER BY p.seq LIMIT $3`,
    [connectionId, after, limit],
  );
  const ends = new Map(found.map(({ chatId, seq }) => [chatId, seq]));
  const parts = await sql<QueuedPart & { readonly total: number }>(
    `SELECT ${columns}, p.total::int AS total
     FROM unnest($2::text[], $3::float8[]) AS chat(id, until), LATERAL (
       SELECT q.*, count(*) OVER () AS total FROM (
         SELECT * FROM message_parts
         WHERE connection_id = $1 AND chat_id = chat.id AND status = 'queued'
           AND seq > $4::float8::int8 AND seq <= chat.until::int8
         ORDER BY seq LIMIT $5 + 1) q
     ) p`,
    [connectionId, [...ends.keys()], [...ends.values()], behind, mostBefore],
  );
  return {
    parts: parts
      .filter(({ total }) => total <= mostBefore)
      .map(({ total: _total, ...part }) => part),
    last: found.at(-1)?.seq ?? null,
    more: found.length === limit,
  };
}
