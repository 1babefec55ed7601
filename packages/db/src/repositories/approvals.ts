/** Approvals: the questions put to people, each bound to one exact message by its digest. */
import type { ApprovalStatus } from "@lumenflow/governance";
import type { Client, Prepared, Sql } from "../client.ts";
import { newId } from "../ids.ts";
import { type Actor, initiatorOf } from "./actor.ts";
import type { StoredFile } from "./message-row.ts";

export interface NewApproval {
  readonly id: string;
  readonly workspaceId: string;
  readonly messageId: string;
  readonly digest: string;
  readonly policyRuleId: string | null;
  /** Which revision of the rules decided. */
  readonly policyRevision?: number | undefined;
  /** What its rule asks of it. */
  readonly terms?: unknown;
  readonly expiresAt: Date | null;
  /** Who requested the message. */
  readonly requester: Actor;
  /** Where a rule approves by itself: what it is called. */
  readonly approvedByRule?: { readonly id: string; readonly name: string } | undefined;
}

export interface Decision {
  readonly workspaceId: string;
  readonly id: string;
  readonly decision: "approved" | "rejected";
  /** What the approver saw; another one decides nothing. */
  readonly digest: string;
  readonly decidedBy: Actor;
  readonly reason: string | null;
  /** The message as it was edited by the approver. */
  readonly edited?: { readonly digest: string; readonly originalContent: unknown } | undefined;
}

export interface ApprovalRow {
  readonly id: string;
  readonly workspaceId: string;
  readonly messageId: string;
  readonly status: ApprovalStatus;
  readonly digest: string;
  readonly policyRuleId: string | null;
  readonly policyRevision: number | null;
  readonly terms: unknown;
  readonly requestedAt: Date;
  readonly expiresAt: Date | null;
  /** By Postgres's clock. */
  readonly expired: boolean;
  readonly decidedByKind: "key" | "user" | "system" | null;
  readonly decidedById: string | null;
  readonly decidedByName: string | null;
  readonly decidedAt: Date | null;
  readonly decisionReason: string | null;
  readonly originalContent: unknown;
  readonly connectionId: string;
  readonly botId: string;
  readonly botUsername: string;
  readonly botName: string;
  readonly connectionStatus: string;
  readonly chatId: string;
  readonly threadId: string | null;
  readonly chatType: string | null;
  readonly chatTitle: string | null;
  readonly chatUsername: string | null;
  readonly content: unknown;
  readonly options: unknown;
  readonly parts: {
    readonly method: string;
    readonly payload: Record<string, unknown>;
    readonly files: StoredFile[];
  }[];
  readonly requesterKind: "key" | "user" | "system";
  readonly requesterId: string;
  readonly requesterName: string;
  readonly reason: string | null;
  readonly metadata: unknown;
  readonly sendAt: Date | null;
}

export function createApprovals(_client: Client, sql: Sql) {
  return {
    /** Asks, or records that a rule has approved. Belongs into the message's transaction. */
    async add(approval: NewApproval): Promise<void> {
      const rule = approval.approvedByRule;
      await sql(addApproval, [
        approval.id,
        approval.workspaceId,
        approval.messageId,
        approval.digest,
        rule === undefined ? "pending" : "approved",
        approval.policyRuleId,
        approval.expiresAt?.toISOString() ?? null,
        rule === undefined ? null : "system",
        rule?.id ?? null,
        rule?.name ?? null,
        newId("audit"),
        rule === undefined ? "approval.requested" : "approval.approved",
        initiatorOf(approval.requester),
        rule === undefined ? null : "auto",
        approval.policyRevision ?? null,
        approval.terms == null ? null : JSON.stringify(approval.terms),
      ]);
      const { workspaceId, id } = approval;
      sql.tell({ channel: "approvals", about: { workspaceId, id } });
    },

    async find(workspaceId: string, id: string): Promise<ApprovalRow | null> {
      const [row] = await sql<ApprovalRow>(
        `SELECT ${columns} FROM ${tables} WHERE a.workspace_id = $1 AND a.id = $2`,
        [workspaceId, id],
      );
      return row ?? null;
    },

    /** Newest first; `cursor` is the last id seen. */
    async list(
      workspaceId: string,
      page: {
        readonly status?: string | undefined;
        readonly cursor?: string | undefined;
        readonly limit: number;
      },
    ): Promise<ApprovalRow[]> {
      return sql<ApprovalRow>(
        `SELECT ${columns} FROM ${tables}
         WHERE a.workspace_id = $1 AND ($2::text IS NULL OR a.status = $2)
           AND ($3::text IS NULL OR a.id < $3)
         ORDER BY a.id DESC LIMIT $4`,
        [workspaceId, page.status ?? null, page.cursor ?? null, page.limit],
      );
    },

    /**
     * Decides a pending approval whose digest is the one that was seen and that has not expired, of
     * a message that still waits for it. False where another was faster or it is too late.
     */
    async decide(decision: Decision): Promise<boolean> {
      const { decidedBy, edited } = decision;
      const rows = await sql(
        `WITH decided AS (
           UPDATE approvals SET status = $3, decided_by_kind = $5, decided_by_id = $6,
             decided_by_name = $7, decided_at = clock_timestamp(), decision_reason = $8::text,
             digest = coalesce($9::text, digest),
             original_content = coalesce($10::text::jsonb, original_content)
           WHERE workspace_id = $1 AND id = $2 AND status = 'pending' AND digest = $4
             AND (expires_at IS NULL OR expires_at > clock_timestamp())
           RETURNING id, workspace_id, digest, policy_rule_id
         ), audited AS (
           INSERT INTO audit_entries (id, workspace_id, action, initiator, approver, rule_id,
             subject_id, input_digest, detail)
           SELECT $11, workspace_id, 'approval.' || $3::text, $12, $12, policy_rule_id, id, digest,
             CASE WHEN $9::text IS NOT NULL THEN jsonb_build_object('editedFrom', $4::text) END
           FROM decided
         )
         SELECT id FROM decided`,
        [
          decision.workspaceId,
          decision.id,
          decision.decision,
          decision.digest,
          decidedBy.kind,
          decidedBy.id,
          decidedBy.name,
          decision.reason,
          edited?.digest ?? null,
          edited === undefined ? null : JSON.stringify(edited.originalContent),
          newId("audit"),
          initiatorOf(decidedBy),
        ],
      );
      if (rows.length === 0) return false;
      const { workspaceId, id } = decision;
      sql.tell({ channel: "approvals", about: { workspaceId, id } });
      return true;
    },

    /** Messages of all workspaces whose pending approval has expired; for the keeper. */
    async expired(limit: number): Promise<{ workspaceId: string; messageId: string }[]> {
      return sql(
        `SELECT workspace_id AS "workspaceId", message_id AS "messageId" FROM approvals
         WHERE status = 'pending' AND expires_at <= now() ORDER BY expires_at LIMIT $1`,
        [limit],
      );
    },
  };
}

/** Ends the pending approvals of messages that ended otherwise. */
export async function closeApprovals(
  sql: Sql,
  workspaceId: string,
  messageIds: readonly string[],
  to: "cancelled" | "expired",
  actor: string,
): Promise<void> {
  // An approval closes once: its own ULID, marked, makes the audit entry's id.
  const closed = await sql<{ id: string }>(
    `WITH closed AS (
       UPDATE approvals SET status = $3, decided_at = clock_timestamp()
       WHERE workspace_id = $1 AND message_id = ANY($2::text[]) AND status = 'pending'
       RETURNING id, workspace_id, digest
     ), audited AS (
       INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id, input_digest)
       SELECT 'aud_' || substr(id, 6) || 'C', workspace_id, 'approval.' || $3::text, $4, id, digest
       FROM closed
     )
     SELECT id FROM closed`,
    [workspaceId, messageIds, to, actor],
  );
  for (const { id } of closed) sql.tell({ channel: "approvals", about: { workspaceId, id } });
}

const columns = `
  a.id, a.workspace_id AS "workspaceId", a.message_id AS "messageId", a.status, a.digest,
  a.policy_rule_id AS "policyRuleId", a.policy_revision AS "policyRevision", a.terms, a.requested_at AS "requestedAt", a.expires_at AS "expiresAt",
  coalesce(a.expires_at <= now(), false) AS expired,
  a.decided_by_kind AS "decidedByKind", a.decided_by_id AS "decidedById",
  a.decided_by_name AS "decidedByName", a.decided_at AS "decidedAt",
  a.decision_reason AS "decisionReason", a.original_content AS "originalContent",
  m.connection_id AS "connectionId", c.bot_id AS "botId", c.bot_username AS "botUsername",
  c.bot_name AS "botName", c.status AS "connectionStatus", m.chat_id AS "chatId",
  m.thread_id AS "threadId", h.type AS "chatType", h.title AS "chatTitle",
  h.username AS "chatUsername", m.content, m.options,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('method', p.method, 'payload', p.payload,
       'files', p.files)
       ORDER BY p.ordinal), '[]'::jsonb)
     FROM message_parts p WHERE p.workspace_id = m.workspace_id AND p.message_id = m.id) AS parts,
  m.requester_kind AS "requesterKind", m.requester_id AS "requesterId",
  m.requester_name AS "requesterName", m.reason, m.metadata, m.send_at AS "sendAt"`;

const tables = `approvals a
  JOIN messages m ON m.workspace_id = a.workspace_id AND m.id = a.message_id
  JOIN connections c ON c.workspace_id = m.workspace_id AND c.id = m.connection_id
  LEFT JOIN chats h ON h.workspace_id = m.workspace_id AND h.connection_id = m.connection_id
    AND h.chat_id = m.chat_id`;

const addApproval: Prepared = {
  name: "add-approval",
  text: `
  WITH added AS (
    INSERT INTO approvals (id, workspace_id, message_id, digest, status, policy_rule_id,
      expires_at, decided_by_kind, decided_by_id, decided_by_name, decided_at,
      policy_revision, terms)
    VALUES ($1, $2, $3, $4, $5, $6::text, $7::text::timestamptz, $8::text, $9::text, $10::text,
      CASE WHEN $5 = 'approved' THEN now() END, $15::int, $16::text::jsonb)
    RETURNING id, workspace_id
  ), audited AS (
    INSERT INTO audit_entries (id, workspace_id, action, initiator, approver, rule_id,
      subject_id, input_digest)
    SELECT $11, workspace_id, $12, $13, $14::text, $6::text, id, $4 FROM added
  )
  SELECT id FROM added`,
};
