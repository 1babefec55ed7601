/** Messages in strict sequence: not before everything asked for earlier in their chat is finished. */
import { isFinished, messageMachine } from "@lumenflow/governance";
import type { Sql } from "../../client.ts";
import { enqueue } from "../parts.ts";

const unfinished = messageMachine.states.filter((state) => !isFinished(state));

/**
 * SQL: whether something asked for earlier in the same chat and topic is not finished. `m` names a
 * row with workspace, connection, chat, topic and message id. A group that became a supergroup is one
 * chat with it.
 */
export const isEarly = (m: string) => `EXISTS (SELECT 1 FROM messages e
  WHERE e.workspace_id = ${m}.workspace_id AND e.connection_id = ${m}.connection_id
    AND e.status IN (${unfinished.map((state) => `'${state}'`).join(", ")})
    AND e.thread_id IS NOT DISTINCT FROM ${m}.thread_id AND e.id < ${m}.message_id
    AND e.chat_id = ANY (array_append(ARRAY(SELECT k.chat_id FROM chats k
      WHERE k.workspace_id = ${m}.workspace_id AND k.connection_id = ${m}.connection_id
        AND k.migrated_to = ${m}.chat_id), ${m}.chat_id)) OFFSET 0)`;

export interface MessageInSequence {
  readonly workspaceId: string;
  readonly messageId: string;
  readonly connectionId: string;
}

/** Messages of all workspaces whose turn has come and that are not in the line; for the keeper. */
export async function whoseTurnHasCome(sql: Sql, limit: number): Promise<MessageInSequence[]> {
  return sql(
    `WITH m AS (
       SELECT workspace_id, id AS message_id, connection_id, chat_id, thread_id FROM messages
       WHERE strict_sequence AND status = 'queued'
     )
     SELECT workspace_id AS "workspaceId", message_id AS "messageId", connection_id AS "connectionId"
     FROM m
     WHERE EXISTS (SELECT 1 FROM message_parts p WHERE p.workspace_id = m.workspace_id
         AND p.message_id = m.message_id AND p.ordinal = 0 AND p.status = 'waiting')
       AND NOT ${isEarly("m")}
     ORDER BY message_id LIMIT $1`,
    [limit],
  );
}

/** Puts such a message into the line. The last statement of a transaction that has locked it. */
export async function takeTurn(sql: Sql, workspaceId: string, messageId: string): Promise<void> {
  const parts = await sql<{ id: string }>(
    `SELECT p.id FROM message_parts p
     JOIN messages m ON m.workspace_id = p.workspace_id AND m.id = p.message_id
     WHERE p.workspace_id = $1 AND p.message_id = $2 AND p.status = 'waiting'
       AND m.status = 'queued'`,
    [workspaceId, messageId],
  );
  if (parts.length > 0) {
    await enqueue(
      sql,
      workspaceId,
      parts.map(({ id }) => id),
    );
  }
}
