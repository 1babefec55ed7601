/** Updates: stored once and in order, read behind a cursor that nothing can slip past. */
import type { Client, Sql } from "../client.ts";
import { newId } from "../ids.ts";
import { ownerAt, type PartitionOwner } from "./partitions.ts";

/** One received update, understood as far as it can be. */
export interface NewUpdate {
  readonly workspaceId: string;
  readonly connectionId: string;
  /** Decimal, fits into 63 bits. */
  readonly updateId: string;
  readonly kind: string;
  readonly chatId: string | null;
  readonly lane: string;
  readonly userId: string | null;
  readonly messageId: string | null;
  /** Exactly as it came. */
  readonly body: string;
  /** SHA-256 of the body, hexadecimal. */
  readonly bodyDigest: string;
  readonly fault: string | null;
  /** ISO 8601. */
  readonly receivedAt: string;
}

export interface StoredCount {
  readonly stored: number;
  /** Of the stored ones, those with a fault. */
  readonly poison: number;
}

export interface UpdateRow {
  readonly id: string;
  readonly connectionId: string;
  readonly updateId: string;
  readonly kind: string;
  readonly chatId: string | null;
  readonly receivedAt: Date;
  readonly fault: string | null;
  /** JSON text, unless the fault says otherwise. */
  readonly body: string;
  readonly position: string;
}

export interface UpdatesQuery {
  readonly connectionId?: string | undefined;
  readonly chatId?: string | undefined;
  readonly kind?: string | undefined;
  readonly order: "asc" | "desc";
  /** The last position seen; reading starts at the stream's end in that order without it. */
  readonly after?: string | undefined;
  readonly limit: number;
}

export interface UpdatesPage {
  readonly rows: UpdateRow[];
  readonly hasMore: boolean;
  /** Where to go on: at least the last row's, and past everything that the filter left out. */
  readonly position: string;
}

/** What a restart of Telegram's numbering takes: within this, an id that comes again is the same update. */
const sameIdWithin = "7 days";

export const lastPosition = "9223372036854775807";

export function createUpdates(_client: Client, sql: Sql) {
  return {
    /**
     * Stores a batch in its order, as one statement. What is there already is left alone: the same
     * update id with the same body, or with any body within seven days. Rows of connections that do
     * not exist are left out. Positions are given under a lock that is held until the commit, so
     * that they become visible in their order. Null where somebody else owns the partition by now:
     * nothing was stored.
     */
    async store(updates: readonly NewUpdate[], owner: PartitionOwner): Promise<StoredCount | null> {
      const column = <K extends keyof NewUpdate>(name: K) => updates.map((each) => each[name]);
      await sql(ensureHeads, [[...new Set(column("workspaceId"))].sort()]);
      const rows = await sql<{ owned: boolean; stored: number; poison: number }>(storeBatch, [
        updates.map(() => newId("update")),
        column("workspaceId"),
        column("connectionId"),
        column("updateId"),
        column("kind"),
        column("chatId"),
        column("lane"),
        column("userId"),
        column("messageId"),
        column("body"),
        column("bodyDigest"),
        column("fault"),
        column("receivedAt"),
        owner.epoch,
        owner.index,
        owner.fence,
      ]);
      if (rows[0]?.owned !== true) return null;
      const sum = (name: "stored" | "poison") => rows.reduce((all, row) => all + row[name], 0);
      return { stored: sum("stored"), poison: sum("poison") };
    },

    /** A page of the workspace's updates by position. */
    async page(workspaceId: string, query: UpdatesQuery): Promise<UpdatesPage> {
      const { order, limit } = query;
      const ascending = order === "asc";
      const after = query.after ?? (ascending ? "0" : lastPosition);
      // The head is read by the statement that reads the rows: nothing at or before it is still to come.
      const found = await sql<UpdateRow & { head: string; id: string | null }>(
        `WITH head AS (
           SELECT COALESCE(max(position), 0) AS position FROM stream_heads
           WHERE workspace_id = $1 AND stream = 'updates'
         ), chosen AS (
           SELECT id, connection_id, update_id, kind, chat_id, received_at, fault, body, position
           FROM updates
           WHERE workspace_id = $1 AND position ${ascending ? ">" : "<"} $2::text::bigint
             AND ($3::text IS NULL OR connection_id = $3) AND ($4::text IS NULL OR chat_id = $4)
             AND ($5::text IS NULL OR kind = $5)
           ORDER BY position ${order} LIMIT $6::int
         )
         SELECT head.position::text AS head, ${selectedRow("chosen")}
         FROM head LEFT JOIN chosen ON true ORDER BY chosen.position ${order}`,
        [
          workspaceId,
          after,
          query.connectionId ?? null,
          query.chatId ?? null,
          query.kind ?? null,
          limit + 1,
        ],
      );
      const rows = found.filter((row) => row.id !== null);
      const hasMore = rows.length > limit;
      const shown = hasMore ? rows.slice(0, limit) : rows;
      const last = shown.at(-1)?.position ?? after;
      const head = found[0]?.head ?? "0";
      const passed = ascending && !hasMore && BigInt(head) > BigInt(last);
      return { rows: shown, hasMore, position: passed ? head : last };
    },
  };
}

/** The columns of an `UpdateRow`. */
export function selectedRow(table: string): string {
  return `${table}.id, ${table}.connection_id AS "connectionId", ${table}.update_id::text AS "updateId",
    ${table}.kind, ${table}.chat_id AS "chatId", ${table}.received_at AS "receivedAt",
    ${table}.fault, ${table}.body, ${table}.position::text AS position`;
}

const ensureHeads = `
INSERT INTO stream_heads (workspace_id, stream)
SELECT id, 'updates' FROM workspaces WHERE id = ANY($1::text[])
ON CONFLICT (workspace_id, stream) DO NOTHING`;

// One statement, so that the heads are locked as late and as shortly as can be. They are locked in
// sorted order, and before the update, which alone would take them in any order. What another
// batch stored while this one waited for the lock is kept out by the unique index.
const storeBatch = `
WITH owner AS (${ownerAt(14)}
), input AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
    $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[])
    WITH ORDINALITY AS t (id, workspace_id, connection_id, update_id_text, kind, chat_id, lane,
      user_id, message_id, body, digest, fault, received_at_text, ordinal)
  WHERE EXISTS (SELECT FROM owner)
), understood AS (
  SELECT input.*, update_id_text::bigint AS update_id, decode(digest, 'hex') AS body_digest,
    received_at_text::timestamptz AS received_at
  FROM input JOIN connections c ON c.workspace_id = input.workspace_id AND c.id = input.connection_id
), fresh AS (
  SELECT DISTINCT ON (u.connection_id, u.update_id) u.*, COALESCE(latest.generation + 1, 0) AS generation
  FROM understood u
  LEFT JOIN LATERAL (
    SELECT generation, received_at FROM updates known
    WHERE known.connection_id = u.connection_id AND known.update_id = u.update_id
    ORDER BY generation DESC LIMIT 1
  ) latest ON true
  WHERE latest.generation IS NULL
    OR (latest.received_at < u.received_at - interval '${sameIdWithin}' AND NOT EXISTS (
      SELECT 1 FROM updates known WHERE known.connection_id = u.connection_id
        AND known.update_id = u.update_id AND known.body_digest = u.body_digest))
  ORDER BY u.connection_id, u.update_id, u.ordinal
), heads AS (
  SELECT workspace_id, position FROM stream_heads
  WHERE stream = 'updates' AND workspace_id IN (SELECT workspace_id FROM fresh)
  ORDER BY workspace_id FOR UPDATE
), placed AS (
  SELECT fresh.*, heads.position + row_number() OVER (PARTITION BY workspace_id ORDER BY ordinal) AS place
  FROM fresh JOIN heads USING (workspace_id)
), moved AS (
  UPDATE stream_heads s SET position = last.place
  FROM (SELECT workspace_id, max(place) AS place FROM placed GROUP BY workspace_id) last
  WHERE s.stream = 'updates' AND s.workspace_id = last.workspace_id
), stored AS (
  INSERT INTO updates (id, workspace_id, connection_id, update_id, generation, kind, chat_id, lane,
    user_id, message_id, body, body_digest, fault, position, received_at)
  SELECT id, workspace_id, connection_id, update_id, generation, kind, chat_id, lane,
    user_id, message_id, body, body_digest, fault, place, received_at
  FROM placed ORDER BY place
  ON CONFLICT (connection_id, update_id, generation) DO NOTHING
  RETURNING workspace_id, fault
)
SELECT EXISTS (SELECT FROM owner) AS owned, COALESCE(told.stored, 0) AS stored,
  COALESCE(told.poison, 0) AS poison, told.notified
FROM (VALUES (1)) one LEFT JOIN (
  SELECT count(*)::int AS stored, count(fault)::int AS poison,
    pg_notify('updates', workspace_id)::text AS notified
  FROM stored GROUP BY workspace_id
) told ON true`;
