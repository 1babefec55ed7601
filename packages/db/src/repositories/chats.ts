/** The chats that bots have met, and what passed in each of them. */
import type { Client, Prepared, Sql } from "../client.ts";
import { type SaidKey, said, type TimelineRow } from "./chats/said.ts";
import { selectedRow, type UpdateRow } from "./updates.ts";

export interface ChatRow {
  readonly chatId: string;
  readonly type: string | null;
  readonly title: string | null;
  readonly username: string | null;
  readonly isForum: boolean;
  /** What the bot is there, as far as is known: see `botStatus` in this file. */
  readonly botStatus: string | null;
  readonly botStatusAt: Date | null;
  readonly migratedTo: string | null;
  /** The groups that became this one. */
  readonly migratedFrom: string[];
  readonly holdUntil: Date | null;
  readonly firstSeenAt: Date;
  readonly lastUpdateAt: Date | null;
}

/** What an update tells about a chat; nulls leave what is known. */
export interface ChatSighting {
  readonly workspaceId: string;
  readonly connectionId: string;
  readonly chatId: string;
  /** Whoever gives the type describes the chat: then an absent username is one given up. */
  readonly type: string | null;
  readonly title: string | null;
  readonly username: string | null;
  readonly isForum: boolean;
  /** When it was received, ISO 8601. */
  readonly seenAt: string;
  readonly botStatus: string | null;
  /** Telegram's own date of the change, ISO 8601: arrival order says nothing. */
  readonly botStatusAt: string | null;
  /** Telegram's date of a message that only a bot in the chat gets, ISO 8601. */
  readonly presentAt: string | null;
}

export interface ChatKey {
  readonly workspaceId: string;
  readonly connectionId: string;
  readonly chatId: string;
}

/** So close to each other, two updates of a chat that tell nothing new need not both be noted. */
const seenStepSeconds = 5;

export function createChats(_client: Client, sql: Sql) {
  return {
    /**
     * Records sightings: at most one per chat. An older one never undoes a newer one, and one that
     * tells nothing new writes nothing.
     */
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
        column("isForum"),
        column("seenAt"),
        column("botStatus"),
        column("botStatusAt"),
        column("presentAt"),
        seenStepSeconds,
      ]);
    },

    async find({ workspaceId, connectionId, chatId }: ChatKey): Promise<ChatRow | null> {
      const [row] = await sql<ChatRow>(
        `SELECT ${columns} FROM chats
         WHERE workspace_id = $1 AND connection_id = $2 AND chat_id = $3`,
        [workspaceId, connectionId, chatId],
      );
      return row ?? null;
    },

    /**
     * Most recently active first. `after` is the last row of the page before; `search` is looked for
     * in titles and usernames, or is a chat's id.
     */
    async list(
      workspaceId: string,
      connectionId: string,
      page: {
        readonly search?: string | undefined;
        readonly after?: { at: string; chatId: string } | undefined;
        readonly limit: number;
      },
    ): Promise<ChatRow[]> {
      return sql<ChatRow>(
        `SELECT ${columns} FROM chats
         WHERE workspace_id = $1 AND connection_id = $2 AND ($3::text IS NULL OR
             (COALESCE(last_update_at, first_seen_at), chat_id) < ($3::text::timestamptz, $4::text))
           AND ($6::text IS NULL OR chat_id = $6 OR position(lower($6) IN lower(title)) > 0
             OR position(lower($6) IN lower(username)) > 0)
         ORDER BY COALESCE(last_update_at, first_seen_at) DESC, chat_id DESC LIMIT $5::int`,
        [
          workspaceId,
          connectionId,
          page.after?.at ?? null,
          page.after?.chatId ?? null,
          page.limit,
          page.search ?? null,
        ],
      );
    },

    /** What Telegram knows by an id; see `said`. */
    said: (key: SaidKey) => said(sql, key),

    /**
     * Newest first: updates by when they arrived, messages by when they were asked for. `chatIds` are
     * all ids that the chat has had.
     */
    async timeline(
      {
        workspaceId,
        connectionId,
        chatIds,
      }: Omit<ChatKey, "chatId"> & { readonly chatIds: readonly string[] },
      page: { after?: { at: string; id: string } | undefined; limit: number },
    ): Promise<TimelineRow[]> {
      const rows = await sql<UpdateRow & { at: Date; itemId: string; inbound: boolean }>(
        `WITH items AS (
           (SELECT received_at AS at, id, true AS inbound FROM updates
            WHERE workspace_id = $1 AND connection_id = $2 AND chat_id = ANY($3::text[])
              AND ($4::text IS NULL OR (received_at, id) < ($4::text::timestamptz, $5::text))
            ORDER BY received_at DESC, id DESC LIMIT $6::int)
           UNION ALL
           -- Each id by itself: of several at once all that was ever said would be sorted.
           (SELECT m.created_at, m.id, false FROM unnest($3::text[]) k(chat_id), LATERAL (
              SELECT created_at, id FROM messages
              WHERE workspace_id = $1 AND connection_id = $2 AND chat_id = k.chat_id
                AND ($4::text IS NULL OR (created_at, id) < ($4::text::timestamptz, $5::text))
              ORDER BY created_at DESC, id DESC LIMIT $6::int) m)
           ORDER BY at DESC, id DESC LIMIT $6::int
         )
         SELECT items.at, items.id AS "itemId", items.inbound, ${selectedRow("u")}
         FROM items LEFT JOIN updates u ON items.inbound AND u.workspace_id = $1 AND u.id = items.id
         ORDER BY items.at DESC, items.id DESC`,
        [
          workspaceId,
          connectionId,
          chatIds,
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

/**
 * SQL: a bot that was kicked or blocked, or left, and got a message dated later than that, is back,
 * though nobody told us (an update lives 24 hours, and Telegram does not order the two kinds).
 */
const isBack = "(bot_status IN ('left', 'kicked') AND present_at > bot_status_at) IS TRUE";

/** SQL: the bot's status in a row of `chats`, and since when. What must not go out asks this. */
export const botStatus = `CASE WHEN ${isBack} THEN 'member' ELSE bot_status END`;
const botStatusAt = `CASE WHEN ${isBack} THEN present_at ELSE bot_status_at END`;

const columns = `chat_id AS "chatId", type, title, username, is_forum AS "isForum",
  ${botStatus} AS "botStatus", ${botStatusAt} AS "botStatusAt", migrated_to AS "migratedTo",
  ARRAY(SELECT o.chat_id FROM chats o WHERE o.workspace_id = chats.workspace_id
    AND o.connection_id = chats.connection_id AND o.migrated_to = chats.chat_id
    ORDER BY o.chat_id) AS "migratedFrom",
  hold_until AS "holdUntil", first_seen_at AS "firstSeenAt", last_update_at AS "lastUpdateAt"`;

// Rows are taken in key order, so that two batches never wait for each other crosswise. Most
// sightings of a busy chat tell nothing new: reading that is cheaper than writing it.
const seeChats: Prepared = {
  name: "see-chats",
  text: `
WITH given AS (
  SELECT s.workspace_id, s.connection_id, s.chat_id, s.type, s.title, s.username, s.is_forum,
    s.seen_at::timestamptz AS seen_at, s.bot_status, s.bot_status_at::timestamptz AS bot_status_at,
    s.present_at::timestamptz AS present_at
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bool[],
    $8::text[], $9::text[], $10::text[], $11::text[]) AS s (workspace_id, connection_id, chat_id,
    type, title, username, is_forum, seen_at, bot_status, bot_status_at, present_at)
  JOIN connections c ON c.workspace_id = s.workspace_id AND c.id = s.connection_id
), news AS (
  SELECT given.* FROM given LEFT JOIN chats k ON k.workspace_id = given.workspace_id
    AND k.connection_id = given.connection_id AND k.chat_id = given.chat_id
  WHERE k.last_update_at IS NULL
    OR given.seen_at >= k.last_update_at + $12::int * interval '1 second'
    OR given.title <> k.title OR given.title IS NOT NULL AND k.title IS NULL
    OR given.type IS NOT NULL AND (given.type, given.username, given.is_forum)
      IS DISTINCT FROM (k.type, k.username, k.is_forum)
    OR given.bot_status_at >= COALESCE(k.bot_status_at, '-infinity')
    OR k.bot_status IN ('left', 'kicked') AND given.present_at > k.bot_status_at
      AND COALESCE(k.present_at, '-infinity') <= k.bot_status_at
)
INSERT INTO chats AS known (workspace_id, connection_id, chat_id, type, title, username, is_forum,
  last_update_at, bot_status, bot_status_at, present_at)
SELECT * FROM news ORDER BY workspace_id, connection_id, chat_id
ON CONFLICT (workspace_id, connection_id, chat_id) DO UPDATE SET
  (type, title, username, is_forum) = (SELECT
    CASE WHEN newer THEN COALESCE(EXCLUDED.type, known.type) ELSE COALESCE(known.type, EXCLUDED.type) END,
    CASE WHEN newer THEN COALESCE(EXCLUDED.title, known.title) ELSE COALESCE(known.title, EXCLUDED.title) END,
    CASE WHEN newer AND EXCLUDED.type IS NOT NULL THEN EXCLUDED.username
         ELSE COALESCE(known.username, EXCLUDED.username) END,
    CASE WHEN newer AND EXCLUDED.type IS NOT NULL THEN EXCLUDED.is_forum ELSE known.is_forum END
    FROM (SELECT known.last_update_at IS NULL OR EXCLUDED.last_update_at >= known.last_update_at) n (newer)),
  last_update_at = GREATEST(known.last_update_at, EXCLUDED.last_update_at),
  bot_status = CASE WHEN EXCLUDED.bot_status_at >= COALESCE(known.bot_status_at, '-infinity')
    THEN EXCLUDED.bot_status ELSE known.bot_status END,
  bot_status_at = GREATEST(known.bot_status_at, EXCLUDED.bot_status_at),
  present_at = GREATEST(known.present_at, EXCLUDED.present_at)`,
};
