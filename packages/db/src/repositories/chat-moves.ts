/** Groups that became supergroups: one conversation under several ids, which ends under the last. */
import type { Client, Sql } from "../client.ts";
import { newId } from "../ids.ts";
import { moveMembers } from "./chat-members.ts";
import { lineMoved } from "./outbox/placed.ts";

/** Telegram said that the group `from` goes on as the supergroup `to`. */
export interface ChatMove {
  readonly workspaceId: string;
  readonly connectionId: string;
  readonly from: string;
  readonly to: string;
}

export function createChatMoves(_client: Client, sql: Sql) {
  return {
    /** See `followMove`. Belongs into a transaction. */
    follow: (move: ChatMove) => followMove(sql, move),

    /**
     * Every id that the chat has had, the one it has now first. Without a connection: what any
     * connection of the workspace knows of it.
     */
    async idsOf(chat: {
      readonly workspaceId: string;
      readonly connectionId?: string | undefined;
      readonly chatId: string;
    }): Promise<string[]> {
      const rows = await sql<{ id: string }>(ids, [
        chat.workspaceId,
        chat.connectionId ?? null,
        chat.chatId,
      ]);
      return rows.map(({ id }) => id);
    },
  };
}

/**
 * Rewires everything of a group that has become a supergroup: whoever asks for the old id gets the
 * new one, what waits in the line goes there in its place, holds and members go along. What was
 * stored under the old id stays as it is. Links are kept flat (each old id points at where the chat
 * is now), so that no reader ever follows a chain; one that would close a circle is not believed.
 * Returns the id under which the chat goes on. Running it again changes nothing.
 */
export async function followMove(sql: Sql, move: ChatMove): Promise<string> {
  const { workspaceId, connectionId, from, to } = move;
  // Claims wait for this and see the new ids, or are seen. Moves of one connection never meet.
  const line = await sql(
    `SELECT id FROM connections WHERE workspace_id = $1 AND id = $2 FOR NO KEY UPDATE`,
    [workspaceId, connectionId],
  );
  if (line.length === 0 || from === to) return to;
  const known = await sql<{ id: string; migratedTo: string }>(
    `SELECT chat_id AS id, migrated_to AS "migratedTo" FROM chats
     WHERE workspace_id = $1 AND connection_id = $2 AND chat_id IN ($3, $4)
       AND migrated_to IS NOT NULL`,
    [workspaceId, connectionId, from, to],
  );
  const links = new Map(known.map(({ id, migratedTo }) => [id, migratedTo]));
  const heir = links.get(to) ?? to;
  if (heir === from) return from;
  const keys = [workspaceId, connectionId, from, heir];
  if (links.get(from) !== heir) await sql(link, [...keys, newId("audit")]);
  const former = await sql<{ id: string }>(flatten, keys);
  await sql(inherit, keys);
  await moveMembers(sql, { workspaceId, connectionId, chatId: from }, heir);
  await redirectLine(
    sql,
    move,
    former.map(({ id }) => id),
    heir,
  );
  return heir;
}

/** What is queued keeps its place; the line's owner reads it anew. What waits is redirected when it is queued. */
async function redirectLine(
  sql: Sql,
  { workspaceId, connectionId }: ChatMove,
  former: readonly string[],
  heir: string,
): Promise<void> {
  // As everywhere: messages are locked by id, then their parts.
  const messages = await sql<{ id: string }>(
    `SELECT m.id FROM messages m WHERE m.workspace_id = $1 AND m.id IN (
       SELECT p.message_id FROM message_parts p
       WHERE p.connection_id = $2 AND p.chat_id = ANY($3::text[]) AND p.status = 'queued'
         AND NOT ${staysBehind("p.method")})
     ORDER BY m.id FOR NO KEY UPDATE`,
    [workspaceId, connectionId, former],
  );
  if (messages.length === 0) return;
  await sql(
    `WITH redirected AS (
       UPDATE message_parts SET chat_id = $4, payload = ${addressedTo("payload", "$4::text")}
       WHERE workspace_id = $1 AND connection_id = $2 AND chat_id = ANY($3::text[])
         AND message_id = ANY($5::text[]) AND status = 'queued' AND NOT ${staysBehind("method")}
       RETURNING connection_id
     )
     SELECT ${lineMoved("connection_id")} FROM (SELECT DISTINCT connection_id FROM redirected) line`,
    [workspaceId, connectionId, former, heir, messages.map(({ id }) => id)],
  );
}

/**
 * SQL: whether a call changes a message that is there. The supergroup has other messages under the
 * same ids, so such a call never follows its chat.
 */
export function staysBehind(method: string): string {
  return `${method} ~ '^(edit|delete)'`;
}

/** SQL: a part's payload, addressed to another chat. */
export function addressedTo(payload: string, chatId: string): string {
  return `jsonb_set(${payload}, '{chat_id}', to_jsonb(${chatId}))`;
}

// What was approved for the one id goes to the other: that is written down.
const link = `
WITH linked AS (
  INSERT INTO chats (workspace_id, connection_id, chat_id, type, migrated_to)
  VALUES ($1, $2, $3, 'group', $4)
  ON CONFLICT (workspace_id, connection_id, chat_id)
  DO UPDATE SET migrated_to = EXCLUDED.migrated_to
)
INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id, detail)
VALUES ($5, $1, 'chat.moved', 'system', $2, jsonb_build_object('from', $3::text, 'to', $4::text))`;

// Also those that became what has now moved on.
const flatten = `
UPDATE chats SET migrated_to = $4
WHERE workspace_id = $1 AND connection_id = $2 AND (chat_id = $3 OR migrated_to = $3)
RETURNING chat_id AS id`;

// A bot that the old group says is gone may be in the new one: then nothing is known of it there.
const inherit = `
INSERT INTO chats AS heir (workspace_id, connection_id, chat_id, type, title, bot_status,
  bot_status_at, present_at, hold_until, hold_reason)
SELECT workspace_id, connection_id, $4, 'supergroup', title,
  CASE WHEN bot_status NOT IN ('left', 'kicked') THEN bot_status END,
  CASE WHEN bot_status NOT IN ('left', 'kicked') THEN bot_status_at END,
  present_at, hold_until, hold_reason
FROM chats WHERE workspace_id = $1 AND connection_id = $2 AND chat_id = $3
ON CONFLICT (workspace_id, connection_id, chat_id) DO UPDATE SET
  type = COALESCE(heir.type, EXCLUDED.type),
  title = COALESCE(heir.title, EXCLUDED.title),
  bot_status = COALESCE(heir.bot_status, EXCLUDED.bot_status),
  bot_status_at = CASE WHEN heir.bot_status IS NULL THEN EXCLUDED.bot_status_at
    ELSE heir.bot_status_at END,
  present_at = GREATEST(heir.present_at, EXCLUDED.present_at),
  hold_until = GREATEST(heir.hold_until, EXCLUDED.hold_until),
  hold_reason = CASE WHEN EXCLUDED.hold_until > COALESCE(heir.hold_until, '-infinity')
    THEN EXCLUDED.hold_reason ELSE heir.hold_reason END`;

const ids = `
WITH heirs AS (
  SELECT DISTINCT migrated_to AS id FROM chats
  WHERE workspace_id = $1 AND chat_id = $3 AND migrated_to IS NOT NULL
    AND ($2::text IS NULL OR connection_id = $2)
), asked AS (
  SELECT id FROM heirs UNION SELECT $3
), every AS (
  SELECT id FROM asked
  UNION
  SELECT c.chat_id FROM chats c JOIN asked ON c.migrated_to = asked.id
  WHERE c.workspace_id = $1 AND ($2::text IS NULL OR c.connection_id = $2)
)
SELECT id FROM every ORDER BY id = COALESCE((SELECT id FROM heirs ORDER BY id LIMIT 1), $3) DESC, id`;
