/** How far a new workspace has come on its way to the first message that was sent. */
import type { Client, Sql } from "../client.ts";

export interface FirstConnection {
  readonly id: string;
  readonly status: string;
  readonly statusReason: string | null;
  readonly botId: string;
  readonly botUsername: string;
  readonly botName: string;
  readonly apiRoot: string;
}

export interface FirstRunRow {
  readonly dismissed: boolean;
  /** The oldest that receives; without one, the oldest that is not disconnected. */
  readonly connection: FirstConnection | null;
  /** The chat of that connection from which something came last. */
  readonly heard: { readonly chatId: string; readonly at: Date } | null;
  /** What was asked for last, by a person or a program. */
  readonly asked: {
    readonly messageId: string;
    readonly chatId: string;
    readonly status: string;
    readonly approvalId: string | null;
  } | null;
  /** The first message that went out. */
  readonly sent: {
    readonly messageId: string;
    readonly connectionId: string;
    readonly chatId: string;
    readonly at: Date;
  } | null;
}

export function createFirstRun(_client: Client, sql: Sql) {
  return {
    async of(workspaceId: string): Promise<FirstRunRow> {
      const one = async <Row>(text: string, values: unknown[]): Promise<Row | null> =>
        (await sql<Row>(text, values))[0] ?? null;
      const [workspace, connection, asked, sent] = await Promise.all([
        one<{ dismissed: boolean }>(
          "SELECT first_run_dismissed_at IS NOT NULL AS dismissed FROM workspaces WHERE id = $1",
          [workspaceId],
        ),
        one<FirstConnection>(
          `SELECT id, status, status_reason AS "statusReason", bot_id AS "botId",
             bot_username AS "botUsername", bot_name AS "botName", api_root AS "apiRoot"
           FROM connections
           WHERE workspace_id = $1 AND status NOT IN ('disconnecting', 'disconnected')
           ORDER BY status IN ('inbound_ready', 'active') DESC, created_at LIMIT 1`,
          [workspaceId],
        ),
        one<NonNullable<FirstRunRow["asked"]>>(
          `SELECT m.id AS "messageId", m.chat_id AS "chatId", m.status, a.id AS "approvalId"
           FROM messages m
           LEFT JOIN approvals a ON a.workspace_id = m.workspace_id AND a.message_id = m.id
             AND a.status = 'pending'
           WHERE m.workspace_id = $1 AND m.origin = 'request'
           ORDER BY m.created_at DESC LIMIT 1`,
          [workspaceId],
        ),
        one<NonNullable<FirstRunRow["sent"]>>(
          `SELECT id AS "messageId", connection_id AS "connectionId", chat_id AS "chatId",
             COALESCE(settled_at, updated_at) AS at
           FROM messages WHERE workspace_id = $1 AND origin = 'request' AND status = 'sent'
           ORDER BY created_at LIMIT 1`,
          [workspaceId],
        ),
      ]);
      const heard =
        connection &&
        (await one<NonNullable<FirstRunRow["heard"]>>(
          `SELECT chat_id AS "chatId", last_update_at AS at FROM chats
           WHERE workspace_id = $1 AND connection_id = $2 AND last_update_at IS NOT NULL
           ORDER BY last_update_at DESC LIMIT 1`,
          [workspaceId, connection.id],
        ));
      return { dismissed: workspace?.dismissed ?? false, connection, heard, asked, sent };
    },

    async dismiss(workspaceId: string, dismissed: boolean): Promise<void> {
      await sql(
        `UPDATE workspaces SET first_run_dismissed_at = CASE WHEN $2::boolean THEN now() END
         WHERE id = $1`,
        [workspaceId, dismissed],
      );
    },
  };
}
