/** How an approval is read: its own columns, what was said about it, and the message it is about. */
import type { ApprovalStatus } from "@lumenflow/governance";
import type { StoredFile } from "../message-row.ts";
import { isSandbox } from "../trusted.ts";

export interface DecisionRow {
  readonly id: string;
  readonly decision: "approved" | "rejected";
  readonly digest: string;
  readonly kind: "key" | "user";
  readonly approverId: string;
  readonly name: string;
  /** Who said it in their place. */
  readonly castBy: {
    readonly kind: "key" | "user";
    readonly id: string;
    readonly name: string;
  } | null;
  readonly via: "api" | "telegram";
  readonly reason: string | null;
  readonly at: string;
  readonly voidedAt: string | null;
}

export interface EditRow {
  readonly kind: "key" | "user";
  readonly editorId: string;
  readonly name: string;
  readonly at: string;
  readonly fromDigest: string;
  readonly toDigest: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface EscalationRow {
  readonly at: string;
  readonly level: number;
  readonly to: string[];
  readonly handedOver: boolean;
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
  /** Who may decide now; nobody named: whoever may decide at all. */
  readonly approvers: string[];
  /** The same with what they are called, where that is known. */
  readonly approverNames: { readonly who: string; readonly name: string | null }[];
  readonly required: number;
  /** How often it went on to others. */
  readonly level: number;
  readonly escalateAt: Date | null;
  readonly remindAt: Date | null;
  readonly remindedAt: Date | null;
  /** What was said about it, oldest first; times as JSON writes them. */
  readonly decisions: DecisionRow[];
  readonly edits: EditRow[];
  readonly escalations: EscalationRow[];
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
  /** Its bot is the sandbox's. */
  readonly sandbox: boolean;
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
  /** The message's own; the approval ends with it at the latest. */
  readonly messageExpiresAt: Date | null;
}

export const approvalColumns = `
  a.id, a.workspace_id AS "workspaceId", a.message_id AS "messageId", a.status, a.digest,
  a.policy_rule_id AS "policyRuleId", a.policy_revision AS "policyRevision", a.terms, a.approvers,
  a.required, a.level, a.escalate_at AS "escalateAt", a.remind_at AS "remindAt",
  a.reminded_at AS "remindedAt",
  (SELECT coalesce(jsonb_agg(jsonb_build_object('who', n.who, 'name', coalesce(u.name, k.name))
       ORDER BY n.place), '[]'::jsonb)
     FROM unnest(a.approvers) WITH ORDINALITY AS n (who, place)
     LEFT JOIN (members b JOIN users u ON u.id = b.user_id) ON b.workspace_id = a.workspace_id
       AND n.who LIKE 'user:%' AND b.user_id = substr(n.who, 6)
     LEFT JOIN api_keys k ON k.workspace_id = a.workspace_id
       AND n.who LIKE 'key:%' AND k.id = substr(n.who, 5)) AS "approverNames",
  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'decision', d.decision,
       'digest', d.digest, 'kind', d.approver_kind, 'approverId', d.approver_id,
       'name', d.approver_name, 'castBy', CASE WHEN d.cast_by_id IS NOT NULL THEN
         jsonb_build_object('kind', d.cast_by_kind, 'id', d.cast_by_id, 'name', d.cast_by_name) END,
       'via', d.via, 'reason', d.reason, 'at', instant_text(d.at),
       'voidedAt', instant_text(d.voided_at)) ORDER BY d.id), '[]'::jsonb)
     FROM approval_decisions d
     WHERE d.workspace_id = a.workspace_id AND d.approval_id = a.id) AS decisions,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', e.editor_kind, 'editorId', e.editor_id,
       'name', e.editor_name, 'at', instant_text(e.at), 'fromDigest', e.from_digest,
       'toDigest', e.to_digest, 'before', e.before, 'after', e.after) ORDER BY e.id), '[]'::jsonb)
     FROM approval_edits e
     WHERE e.workspace_id = a.workspace_id AND e.approval_id = a.id) AS edits,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('at', instant_text(l.at), 'level', l.level,
       'to', l."to", 'handedOver', l.handed_over) ORDER BY l.level), '[]'::jsonb)
     FROM approval_escalations l
     WHERE l.workspace_id = a.workspace_id AND l.approval_id = a.id) AS escalations,
  a.requested_at AS "requestedAt", a.expires_at AS "expiresAt",
  coalesce(a.expires_at <= now(), false) AS expired,
  a.decided_by_kind AS "decidedByKind", a.decided_by_id AS "decidedById",
  a.decided_by_name AS "decidedByName", a.decided_at AS "decidedAt",
  a.decision_reason AS "decisionReason", a.original_content AS "originalContent",
  m.connection_id AS "connectionId", c.bot_id AS "botId", c.bot_username AS "botUsername",
  c.bot_name AS "botName", c.status AS "connectionStatus", ${isSandbox("c")} AS sandbox, m.chat_id AS "chatId",
  m.thread_id AS "threadId", h.type AS "chatType", h.title AS "chatTitle",
  h.username AS "chatUsername", m.content, m.options,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('method', p.method, 'payload', p.payload,
       'files', p.files)
       ORDER BY p.ordinal), '[]'::jsonb)
     FROM message_parts p WHERE p.workspace_id = m.workspace_id AND p.message_id = m.id) AS parts,
  m.requester_kind AS "requesterKind", m.requester_id AS "requesterId",
  m.requester_name AS "requesterName", m.reason, m.metadata, m.send_at AS "sendAt",
  m.expires_at AS "messageExpiresAt"`;

export const approvalTables = `approvals a
  JOIN messages m ON m.workspace_id = a.workspace_id AND m.id = a.message_id
    AND m.origin <> 'system'
  JOIN connections c ON c.workspace_id = m.workspace_id AND c.id = m.connection_id
  LEFT JOIN chats h ON h.workspace_id = m.workspace_id AND h.connection_id = m.connection_id
    AND h.chat_id = m.chat_id`;
