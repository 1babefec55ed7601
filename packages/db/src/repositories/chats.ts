/** The chats that bots have met, and what passed in each of them. */
import type { Client, Sql } from "../client.ts";
import type { Chat } from "../generated/client.ts";
import { selectedRow, type UpdateRow } from "./updates.ts";

export type ChatRow = Chat;

/** What an update tells about a chat; nulls leave what is known. */
export interface ChatSighting {
  readonly workspaceId: string;
  readonly connectionId: string;
  readonly chatId: string;
  readonly type: string | null;
  readonly title: string | null;
  readonly username: string | null;
  /** ISO 8601; null where the chat is only mentioned. */
  readonly seenAt: string | null;
  readonly botStatus: string | null;
  /** Telegram's own date of the change, ISO 8601: arrival order says nothing. */
  readonly botStatusAt: string | null;
  readonly migratedTo: string | null;
}

export interface TimelineRow {
  readonly at: Date;
  /** `upd_…` or `msg_…`. */
  readonly id: string;
  /** Present where it is an update; a message is read by its id. */
  readonly update: UpdateRow | null;
}

export interface ChatKey {
  readonly workspaceId: string;
  readonly connectionId: string;
  readonly chatId: string;
}

export function createChats(client: Client, sql: Sql) {
  return {
    /** Records sightings: at most one per chat. An older one never undoes a newer one. */
    async see(sightings: readonly ChatSighting[]): Promise<void> {
      if (sightings.length === 0) return;
      const column = <K extends keyof ChatSighting>(name: K) => sightings.map((each) => each[name]);
      await sql(seeChats, [
        column("workspaceId"),
        column("connectionId"),
        column("chatId"),
        column("type"),
        column("title"),
        column("username"),
        column("seenAt"),
        column("botStatus"),
        column("botStatusAt"),
        column("migratedTo"),
      ]);
    },

    async find(key: ChatKey): Promise<ChatRow | null> {
      return client.chat.findUnique({ where: { workspaceId_connectionId_chatId: key } });
    },

    /** Most recently active first. `after` is the last row of the page before. */
    async list(
      workspaceId: string,
      connectionId: string,
      page: { after?: { at: string; chatId: string } | undefined; limit: number },
    ): Promise<ChatRow[]> {
      const ids = await sql<{ chatId: string }>(
        `SELECT chat_id AS "chatId" FROM chats
         WHERE workspace_id = $1 AND connection_id = $2 AND ($3::text IS NULL OR
           (COALESCE(last_update_at, first_seen_at), chat_id) < ($3::text::timestamptz, $4::text))
         ORDER BY COALESCE(last_update_at, first_seen_at) DESC, chat_id DESC LIMIT $5::int`,
        [workspaceId, connectionId, page.after?.at ?? null, page.after?.chatId ?? null, page.limit],
      );
      const order = ids.map(({ chatId }) => chatId);
      const rows = await client.chat.findMany({
        where: { workspaceId, connectionId, chatId: { in: order } },
      });
      const byId = new Map(rows.map((row) => [row.chatId, row]));
      return order.flatMap((chatId) => byId.get(chatId) ?? []);
    },

    /** Newest first: updates by when they arrived, messages by when they were asked for. */
    async timeline(
      { workspaceId, connectionId, chatId }: ChatKey,
      page: { after?: { at: string; id: string } | undefined; limit: number },
    ): Promise<TimelineRow[]> {
      const rows = await sql<UpdateRow & { at: Date; itemId: string; inbound: boolean }>(
        `WITH items AS (
           (SELECT received_at AS at, id, true AS inbound FROM updates
            WHERE workspace_id = $1 AND connection_id = $2 AND chat_id = $3
              AND ($4::text IS NULL OR (received_at, id) < ($4::text::timestamptz, $5::text))
            ORDER BY received_at DESC, id DESC LIMIT $6::int)
           UNION ALL
           (SELECT created_at, id, false FROM messages
            WHERE workspace_id = $1 AND connection_id = $2 AND chat_id = $3
              AND ($4::text IS NULL OR (created_at, id) < ($4::text::timestamptz, $5::text))
            ORDER BY created_at DESC, id DESC LIMIT $6::int)
           ORDER BY at DESC, id DESC LIMIT $6::int
         )
         SELECT items.at, items.id AS "itemId", items.inbound, ${selectedRow("u")}
         FROM items LEFT JOIN updates u ON items.inbound AND u.workspace_id = $1 AND u.id = items.id
         ORDER BY items.at DESC, items.id DESC`,
        [
          workspaceId,
          connectionId,
          chatId,
          page.after?.at ?? null,
          page.after?.id ?? null,
          page.limit,
        ],
      );
      return rows.map(({ at, itemId, inbound, ...update }) => ({
        at,
        id: itemId,
        update: inbound ? update : null,
      }));
    },
  };
}

// Rows are taken in key order, so that two batches never wait for each other crosswise.
const seeChats = `
INSERT INTO chats AS known (workspace_id, connection_id, chat_id, type, title, username,
  last_update_at, bot_status, bot_status_at, migrated_to)
SELECT s.workspace_id, s.connection_id, s.chat_id, s.type, s.title, s.username,
  s.seen_at::timestamptz, s.bot_status, s.bot_status_at::timestamptz, s.migrated_to
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
  $8::text[], $9::text[], $10::text[]) AS s (workspace_id, connection_id, chat_id, type, title,
  username, seen_at, bot_status, bot_status_at, migrated_to)
JOIN connections c ON c.workspace_id = s.workspace_id AND c.id = s.connection_id
ORDER BY s.workspace_id, s.connection_id, s.chat_id
ON CONFLICT (workspace_id, connection_id, chat_id) DO UPDATE SET
  (type, title, username) = (SELECT
    CASE WHEN newer THEN COALESCE(EXCLUDED.type, known.type) ELSE COALESCE(known.type, EXCLUDED.type) END,
    CASE WHEN newer THEN COALESCE(EXCLUDED.title, known.title) ELSE COALESCE(known.title, EXCLUDED.title) END,
    CASE WHEN newer AND EXCLUDED.type IS NOT NULL THEN EXCLUDED.username
         ELSE COALESCE(known.username, EXCLUDED.username) END
    FROM (SELECT known.last_update_at IS NULL OR EXCLUDED.last_update_at >= known.last_update_at) n (newer)),
  last_update_at = GREATEST(known.last_update_at, EXCLUDED.last_update_at),
  bot_status = CASE WHEN EXCLUDED.bot_status_at >= COALESCE(known.bot_status_at, '-infinity')
    THEN EXCLUDED.bot_status ELSE known.bot_status END,
  bot_status_at = GREATEST(known.bot_status_at, EXCLUDED.bot_status_at),
  migrated_to = COALESCE(EXCLUDED.migrated_to, known.migrated_to)`;
