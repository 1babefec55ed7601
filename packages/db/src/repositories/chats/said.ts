/** Finds what was said in a chat by the id that Telegram knows it by. */
import type { Sql } from "../../client.ts";
import { messageKinds } from "../updates/message-kinds.ts";
import { selectedRow, type UpdateRow } from "../updates.ts";

export interface TimelineRow {
  readonly at: Date;
  /** `upd_…` or `msg_…`. */
  readonly id: string;
  /** Present where it is an update; a message is read by its id. */
  readonly update: UpdateRow | null;
}

/** Telegram's ids of what went out are in no index: every send would pay for it. */
const lookedAtMost = 2_000;

export interface SaidKey {
  readonly workspaceId: string;
  readonly connectionId: string;
  /** All ids that the chat has had. */
  readonly chatIds: readonly string[];
  /** Telegram's. */
  readonly messageId: string;
}

/** The newest version of what came in, else what went out last under this id; at most one. */
export async function said(sql: Sql, key: SaidKey): Promise<TimelineRow[]> {
  const { workspaceId, connectionId, chatIds, messageId } = key;
  const found = await sql<UpdateRow>(
    `SELECT ${selectedRow("u")} FROM updates u
     WHERE u.workspace_id = $1 AND u.connection_id = $2 AND u.chat_id = ANY($3::text[])
       AND u.message_id = $4 AND u.kind IN ${messageKinds}
     ORDER BY u.position DESC LIMIT 1`,
    [workspaceId, connectionId, chatIds, messageId],
  );
  if (found.length > 0) {
    return found.map((update) => ({ at: update.receivedAt, id: update.id, update }));
  }
  const sent = await sql<{ at: Date; id: string }>(
    `SELECT m.created_at AS at, m.id FROM unnest($3::text[]) k(chat_id), LATERAL (
       SELECT id, created_at FROM messages
       WHERE workspace_id = $1 AND connection_id = $2 AND chat_id = k.chat_id
       ORDER BY created_at DESC LIMIT $5
     ) AS m
     WHERE EXISTS (SELECT 1 FROM message_parts p WHERE p.workspace_id = $1
       AND p.message_id = m.id AND $4 = ANY(p.telegram_message_ids) OFFSET 0)
     ORDER BY m.created_at DESC, m.id DESC LIMIT 1`,
    [workspaceId, connectionId, chatIds, messageId, lookedAtMost],
  );
  return sent.map((row) => ({ ...row, update: null }));
}
