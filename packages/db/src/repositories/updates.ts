/** Updates: stored once and in order, read behind a cursor that nothing can slip past. */
import type { Client, Sql } from "../client.ts";
import type { PartitionOwner } from "./partitions.ts";
import { closeDueAlbums } from "./updates/albums.ts";
import { type NewUpdate, store } from "./updates/store.ts";

export interface UpdateRow {
  readonly id: string;
  readonly connectionId: string;
  readonly updateId: string;
  readonly kind: string;
  readonly chatId: string | null;
  readonly receivedAt: Date;
  readonly fault: string | null;
  /** The update that brought the same version of the same message before. */
  readonly twinOf: string | null;
  /** JSON text, unless the fault says otherwise. */
  readonly body: string;
  readonly position: string;
}

export interface UpdatesQuery {
  readonly connectionId?: string | undefined;
  /** All ids that a chat has had. */
  readonly chatIds?: readonly string[] | undefined;
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

export const lastPosition = "9223372036854775807";

export function createUpdates(_client: Client, sql: Sql) {
  return {
    /** Stores a batch in its order; see `store`. */
    store: (updates: readonly NewUpdate[], owner: PartitionOwner) => store(sql, updates, owner),

    /** Tells of albums that are complete because nothing came; see `closeDueAlbums`. */
    closeDueAlbums: () => closeDueAlbums(sql),

    async find(workspaceId: string, id: string): Promise<UpdateRow | null> {
      const [row] = await sql<UpdateRow>(
        `SELECT ${selectedRow("updates")} FROM updates WHERE workspace_id = $1 AND id = $2`,
        [workspaceId, id],
      );
      return row ?? null;
    },

    /** The last position there is: a reader that begins behind it gets what comes from now on. */
    async head(workspaceId: string): Promise<string> {
      const [row] = await sql<{ position: string }>(
        `SELECT position::text FROM stream_heads WHERE workspace_id = $1 AND stream = 'updates'`,
        [workspaceId],
      );
      return row?.position ?? "0";
    },

    /** A page of the workspace's updates by position. */
    async page(workspaceId: string, query: UpdatesQuery): Promise<UpdatesPage> {
      const { order, limit, chatIds = [] } = query;
      const ascending = order === "asc";
      const after = query.after ?? (ascending ? "0" : lastPosition);
      // The head is read by the statement that reads the rows: nothing at or before it is still to come.
      const found = await sql<UpdateRow & { head: string; id: string | null }>(
        `WITH head AS (
           SELECT COALESCE(max(position), 0) AS position FROM stream_heads
           WHERE workspace_id = $1 AND stream = 'updates'
         ), chosen AS (
           SELECT id, connection_id, update_id, kind, chat_id, received_at, fault, twin_of, body,
             position
           FROM updates
           WHERE workspace_id = $1 AND position ${ascending ? ">" : "<"} $2::text::bigint
             AND ($3::text IS NULL OR connection_id = $3) AND ($4::text[] IS NULL OR chat_id = ${chatIds.length > 1 ? "ANY($4::text[])" : "($4::text[])[1]"})
             AND ($5::text IS NULL OR kind = $5)
           ORDER BY position ${order} LIMIT $6::int
         )
         SELECT head.position::text AS head, ${selectedRow("chosen")}
         FROM head LEFT JOIN chosen ON true ORDER BY chosen.position ${order}`,
        [
          workspaceId,
          after,
          query.connectionId ?? null,
          query.chatIds ?? null,
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
    ${table}.fault, ${table}.twin_of AS "twinOf", ${table}.body, ${table}.position::text AS position`;
}
