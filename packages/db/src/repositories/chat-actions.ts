/** What bots are said to be doing in their chats: asked for, and taken by who shows it, within seconds. */
import type { Client, Sql } from "../client.ts";
import { sendable } from "./outbox/owner.ts";
import { switchedOff } from "./pauses/gate.ts";

export interface ChatActionAsked {
  readonly chatId: string;
  readonly threadId: string | null;
  readonly action: string;
}

/** Telegram shows an action for five seconds (Bot API, sendChatAction): asked again sooner it says nothing new. */
const shownSeconds = 5;
const againSeconds = 4;

export function createChatActions(_client: Client, sql: Sql) {
  return {
    /**
     * Asks to show it and tells the line's owner. False where it is being shown already, or the
     * connection sends nothing now: then nothing is to be rung.
     */
    async ask(
      chat: { readonly workspaceId: string; readonly connectionId: string },
      { chatId, threadId, action }: ChatActionAsked,
    ): Promise<boolean> {
      const rows = await sql(
        `WITH open AS (
           SELECT id FROM connections WHERE workspace_id = $1 AND id = $2
             AND outbound_paused_at IS NULL AND status = ANY($6::text[])
             AND NOT ${switchedOff("connections")}
         ), asked AS (
           INSERT INTO chat_actions AS a (workspace_id, connection_id, chat_id, thread_id, action,
             asked_at)
           SELECT $1, open.id, $3, $4, $5, clock_timestamp() FROM open
           ON CONFLICT (workspace_id, connection_id, chat_id, thread_id) DO UPDATE
           SET action = excluded.action, asked_at = excluded.asked_at, taken = false
           WHERE a.action <> excluded.action
             OR a.asked_at < clock_timestamp() - ${againSeconds} * interval '1 second'
           RETURNING connection_id
         )
         SELECT connection_id FROM asked`,
        [chat.workspaceId, chat.connectionId, chatId, threadId ?? "", action, sendable],
      );
      if (rows.length === 0) return false;
      const { connectionId } = chat;
      sql.tell({ channel: "outbox", about: { connectionId, action: true } });
      return true;
    },

    /**
     * Takes what is still worth showing, for the owner of the line under this fence, and forgets what
     * is long past. Each is taken once.
     */
    async take(
      workspaceId: string,
      connectionId: string,
      fence: string,
    ): Promise<ChatActionAsked[]> {
      return sql(
        `WITH past AS (
           DELETE FROM chat_actions WHERE workspace_id = $1 AND connection_id = $2
             AND asked_at < clock_timestamp() - interval '1 minute'
         )
         UPDATE chat_actions a SET taken = true FROM connections c
         WHERE a.workspace_id = $1 AND a.connection_id = $2 AND NOT a.taken
           AND a.asked_at > clock_timestamp() - ${shownSeconds} * interval '1 second'
           AND c.workspace_id = $1 AND c.id = $2 AND c.fence = $3::text::int8
           AND c.outbound_paused_at IS NULL AND NOT ${switchedOff("c")}
         RETURNING a.chat_id AS "chatId", nullif(a.thread_id, '') AS "threadId", a.action`,
        [workspaceId, connectionId, fence],
      );
    },
  };
}
