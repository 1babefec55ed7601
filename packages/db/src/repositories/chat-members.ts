/** The people and bots that a bot has met in a chat, by Telegram's dates. */
import type { Client, Prepared, Sql } from "../client.ts";
import type { ChatKey } from "./chats.ts";

/** What an update tells about a person in a chat. Times are Telegram's, ISO 8601. */
export interface MemberSighting {
  readonly workspaceId: string;
  readonly connectionId: string;
  readonly chatId: string;
  readonly userId: string;
  readonly name: string | null;
  readonly username: string | null;
  readonly isBot: boolean;
  /** Null where they are only seen. */
  readonly status: string | null;
  readonly statusAt: string | null;
  /** Whether a membership update said so: it outweighs a service message of the same second. */
  readonly stated: boolean;
  /** Set where they wrote a new message. */
  readonly wroteAt: string | null;
  readonly firstSeenAt: string;
  /** The name and username are as of then. */
  readonly lastSeenAt: string;
}

export interface ChatMemberRow {
  readonly userId: string;
  readonly name: string | null;
  readonly username: string | null;
  readonly isBot: boolean;
  readonly status: string | null;
  readonly statusAt: Date | null;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
}

/** Somebody who is known already is written down again after this, not with every message. */
const seenStepMinutes = 5;

export function createChatMembers(_client: Client, sql: Sql) {
  return {
    /** Records sightings: at most one per person and chat. Those that tell nothing new write nothing. */
    async see(sightings: readonly MemberSighting[]): Promise<void> {
      if (sightings.length === 0) return;
      const column = <K extends keyof MemberSighting>(name: K) =>
        sightings.map((each) => each[name]);
      await sql(seeMembers, [
        column("workspaceId"),
        column("connectionId"),
        column("chatId"),
        column("userId"),
        column("name"),
        column("username"),
        column("isBot"),
        column("status"),
        column("statusAt"),
        column("stated"),
        column("wroteAt"),
        column("firstSeenAt"),
        column("lastSeenAt"),
        seenStepMinutes,
      ]);
    },

    /** Most recently seen first. `after` is the last row of the page before. */
    async list(
      { workspaceId, connectionId, chatId }: ChatKey,
      page: {
        readonly after?: { at: string; userId: string } | undefined;
        readonly limit: number;
      },
    ): Promise<ChatMemberRow[]> {
      return sql<ChatMemberRow>(
        `SELECT ${columns} FROM chat_members
         WHERE workspace_id = $1 AND connection_id = $2 AND chat_id = $3 AND ($4::text IS NULL OR
           (last_seen_at, user_id) < ($4::text::timestamptz, $5::text))
         ORDER BY last_seen_at DESC, user_id DESC LIMIT $6::int`,
        [
          workspaceId,
          connectionId,
          chatId,
          page.after?.at ?? null,
          page.after?.userId ?? null,
          page.limit,
        ],
      );
    },
  };
}

/** SQL: whoever wrote after they left is back, though nobody told us; and whoever writes is there. */
const isBack = `wrote_at IS NOT NULL AND
  (status IS NULL OR status IN ('left', 'kicked') AND wrote_at > status_at)`;

const columns = `user_id AS "userId", name, username, is_bot AS "isBot",
  CASE WHEN ${isBack} THEN 'member' ELSE status END AS status,
  CASE WHEN ${isBack} THEN wrote_at ELSE status_at END AS "statusAt",
  first_seen_at AS "firstSeenAt", last_seen_at AS "lastSeenAt"`;

/** SQL: whether what `next` says of the status is newer than what `known` does. */
const isNewer = (known: string, next: string) => `(${next}.status_at IS NOT NULL AND
  (${known}.status_at IS NULL OR ${next}.status_at > ${known}.status_at
    OR ${next}.status_at = ${known}.status_at AND (${next}.stated OR NOT ${known}.stated)))`;

/** SQL: what is told of somebody who is known, each thing by its own date. */
const mergeKnown = `
ON CONFLICT (workspace_id, connection_id, chat_id, user_id) DO UPDATE SET
  (name, username, is_bot) = (SELECT
    CASE WHEN newer THEN EXCLUDED.name ELSE known.name END,
    CASE WHEN newer THEN EXCLUDED.username ELSE known.username END,
    CASE WHEN newer THEN EXCLUDED.is_bot ELSE known.is_bot END
    FROM (SELECT EXCLUDED.last_seen_at >= known.last_seen_at) n (newer)),
  (status, status_at, stated) = (SELECT
    CASE WHEN newer THEN EXCLUDED.status ELSE known.status END,
    CASE WHEN newer THEN EXCLUDED.status_at ELSE known.status_at END,
    CASE WHEN newer THEN EXCLUDED.stated ELSE known.stated END
    FROM (SELECT ${isNewer("known", "EXCLUDED")}) n (newer)),
  wrote_at = GREATEST(known.wrote_at, EXCLUDED.wrote_at),
  first_seen_at = LEAST(known.first_seen_at, EXCLUDED.first_seen_at),
  last_seen_at = GREATEST(known.last_seen_at, EXCLUDED.last_seen_at)`;

/** Takes the people of a group along into its supergroup `heir`. */
export async function moveMembers(
  sql: Sql,
  { workspaceId, connectionId, chatId }: ChatKey,
  heir: string,
): Promise<void> {
  await sql(
    `WITH moved AS (
       DELETE FROM chat_members WHERE workspace_id = $1 AND connection_id = $2 AND chat_id = $3
       RETURNING *
     )
     INSERT INTO chat_members AS known (workspace_id, connection_id, chat_id, user_id, name,
       username, is_bot, status, status_at, stated, wrote_at, first_seen_at, last_seen_at)
     SELECT workspace_id, connection_id, $4, user_id, name, username, is_bot, status, status_at,
       stated, wrote_at, first_seen_at, last_seen_at
     FROM moved ORDER BY user_id
     ${mergeKnown}`,
    [workspaceId, connectionId, chatId, heir],
  );
}

// As with chats: rows in key order, and only those that tell something new.
const seeMembers: Prepared = {
  name: "see-members",
  text: `
WITH given AS (
  SELECT s.workspace_id, s.connection_id, s.chat_id, s.user_id, s.name, s.username, s.is_bot,
    s.status, s.status_at::timestamptz AS status_at, s.stated, s.wrote_at::timestamptz AS wrote_at,
    s.first_seen_at::timestamptz AS first_seen_at, s.last_seen_at::timestamptz AS last_seen_at
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bool[],
    $8::text[], $9::text[], $10::bool[], $11::text[], $12::text[], $13::text[]) AS s (workspace_id,
    connection_id, chat_id, user_id, name, username, is_bot, status, status_at, stated, wrote_at,
    first_seen_at, last_seen_at)
  JOIN connections c ON c.workspace_id = s.workspace_id AND c.id = s.connection_id
), news AS (
  SELECT given.* FROM given LEFT JOIN chat_members k ON k.workspace_id = given.workspace_id
    AND k.connection_id = given.connection_id AND k.chat_id = given.chat_id
    AND k.user_id = given.user_id
  WHERE k.user_id IS NULL
    OR given.last_seen_at >= k.last_seen_at + $14::int * interval '1 minute'
    OR given.last_seen_at >= k.last_seen_at AND (given.name, given.username, given.is_bot)
      IS DISTINCT FROM (k.name, k.username, k.is_bot)
    OR given.first_seen_at < k.first_seen_at
    OR ${isNewer("k", "given")}
    OR given.wrote_at IS NOT NULL AND (k.wrote_at IS NULL
      OR k.wrote_at <= k.status_at AND given.wrote_at > k.status_at)
)
INSERT INTO chat_members AS known (workspace_id, connection_id, chat_id, user_id, name, username,
  is_bot, status, status_at, stated, wrote_at, first_seen_at, last_seen_at)
SELECT * FROM news ORDER BY workspace_id, connection_id, chat_id, user_id
${mergeKnown}`,
};
