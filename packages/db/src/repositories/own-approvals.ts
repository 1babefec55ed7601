/** What people were asked about one requester's messages, as the requester may see it. */
import type { Client, Sql } from "../client.ts";

export interface OwnApprovalRow {
  readonly id: string;
  readonly messageId: string;
  readonly connectionId: string;
  readonly chatId: string;
  readonly status: string;
  readonly messageStatus: string;
  readonly requestedAt: Date;
  readonly expiresAt: Date | null;
  readonly decidedByKind: string | null;
  readonly decidedByName: string | null;
  readonly decidedAt: Date | null;
  readonly decisionReason: string | null;
  /** The approver changed the message first. */
  readonly edited: boolean;
}

export function createOwnApprovals(_client: Client, sql: Sql) {
  return {
    /** Newest first; `cursor` is the last id seen. */
    async list(
      workspaceId: string,
      requester: { readonly kind: string; readonly id: string },
      page: {
        readonly status?: string | undefined;
        readonly cursor?: string | undefined;
        readonly limit: number;
      },
    ): Promise<OwnApprovalRow[]> {
      return sql<OwnApprovalRow>(
        `SELECT a.id, a.message_id AS "messageId", m.connection_id AS "connectionId",
           m.chat_id AS "chatId", a.status, m.status AS "messageStatus",
           a.requested_at AS "requestedAt", a.expires_at AS "expiresAt",
           a.decided_by_kind AS "decidedByKind", a.decided_by_name AS "decidedByName",
           a.decided_at AS "decidedAt", a.decision_reason AS "decisionReason",
           a.original_content IS NOT NULL AS edited
         FROM approvals a JOIN messages m ON m.workspace_id = a.workspace_id AND m.id = a.message_id
         WHERE a.workspace_id = $1 AND m.requester_kind = $2 AND m.requester_id = $3
           AND ($4::text IS NULL OR a.status = $4) AND ($5::text IS NULL OR a.id < $5)
         ORDER BY a.id DESC LIMIT $6`,
        [
          workspaceId,
          requester.kind,
          requester.id,
          page.status ?? null,
          page.cursor ?? null,
          page.limit,
        ],
      );
    },
  };
}
