/** How a message is read: its own columns, its parts, its latest approval and what may hold it. */
import type { MessageStatus, PartStatus } from "@lumenflow/governance";
import { type WaitingFor, waitingFor } from "./outbox/waiting-for.ts";

/** A file that travels with a part's call, under the name that stands in its payload. */
export interface StoredFile {
  readonly name: string;
  readonly uploadId: string | null;
  readonly sha256: string;
  readonly size: number;
  readonly mimeType: string;
  readonly fileName: string;
}

/** What is known about a call whose outcome is not: nulls where that is not known either. */
export interface Known {
  /** Whether the whole request had been written. */
  readonly written: boolean | null;
  /** The HTTP status, where one came. */
  readonly status: number | null;
  readonly elapsedMs: number | null;
  /** The album's item, from 1, that Telegram says failed; those before and after it may be there. */
  readonly failedItem?: number | undefined;
  /** How many items the album has. */
  readonly items?: number | undefined;
}

export interface PartRow {
  readonly id: string;
  readonly ordinal: number;
  readonly method: string;
  readonly payload: Record<string, unknown>;
  readonly files: StoredFile[];
  readonly status: PartStatus;
  readonly attempt: number;
  readonly messageIds: string[];
  readonly errorCode: number | null;
  readonly errorDetail: string | null;
  /** What is known about a call in doubt. */
  readonly known: Known | null;
}

export interface MessagePause {
  /** `installation`, a workspace's id, or a connection's. */
  readonly scope: string;
  readonly reason: string | null;
  /** As JSON writes a time. */
  readonly since: string;
  readonly until: string | null;
  readonly by: string | null;
  readonly byName: string | null;
  readonly actorWorkspaceId: string | null;
}

export interface MessageRow {
  readonly id: string;
  readonly workspaceId: string;
  readonly connectionId: string;
  readonly chatId: string;
  readonly threadId: string | null;
  /** Null where nothing came from it yet. */
  readonly chat: {
    readonly type: string | null;
    readonly title: string | null;
    readonly username: string | null;
  } | null;
  readonly status: MessageStatus;
  /** 0 interactive, 1 bulk. */
  readonly priority: number;
  readonly strictSequence: boolean;
  readonly content: unknown;
  readonly options: unknown;
  readonly digest: string;
  readonly reason: string | null;
  readonly metadata: unknown;
  readonly requesterKind: "key" | "user" | "system";
  readonly requesterId: string;
  readonly requesterName: string;
  readonly policyEffect: string;
  readonly policyRuleId: string | null;
  readonly policyRevision: number | null;
  readonly sendAt: Date | null;
  readonly expiresAt: Date | null;
  readonly failureCode: string | null;
  readonly failureDetail: string | null;
  readonly failureRemedy: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Since then nobody knows any more what it said. */
  readonly purgedAt: Date | null;
  readonly parts: PartRow[];
  readonly approvalId: string | null;
  readonly connectionStatus: string;
  /** What stops its connection's sending: the widest of the kill switches. */
  readonly pause: MessagePause | null;
  /** What keeps it from going out; null where nothing does, or Telegram is being asked. */
  readonly waitingFor: WaitingFor | null;
  /** Until when the bot, the chat or a part waits, because Telegram asked for it. */
  readonly holdUntil: Date | null;
  /** By Postgres's clock. */
  readonly expired: boolean;
}

export const messageColumns = `
  m.id, m.workspace_id AS "workspaceId", m.connection_id AS "connectionId", m.chat_id AS "chatId",
  m.thread_id AS "threadId",
  CASE WHEN h.chat_id IS NOT NULL THEN
    jsonb_build_object('type', h.type, 'title', h.title, 'username', h.username) END AS chat,
  m.status, m.priority,
  m.strict_sequence AS "strictSequence", m.content, m.options, m.digest, m.reason,
  m.metadata, m.requester_kind AS "requesterKind", m.requester_id AS "requesterId",
  m.requester_name AS "requesterName", m.policy_effect AS "policyEffect",
  m.policy_rule_id AS "policyRuleId", m.policy_revision AS "policyRevision", m.send_at AS "sendAt", m.expires_at AS "expiresAt",
  m.failure_code AS "failureCode", m.failure_detail AS "failureDetail",
  m.failure_remedy AS "failureRemedy", m.created_at AS "createdAt", m.updated_at AS "updatedAt",
  m.purged_at AS "purgedAt",
  (SELECT coalesce(jsonb_agg(jsonb_build_object(
       'id', p.id, 'ordinal', p.ordinal, 'method', p.method, 'payload', p.payload,
       'files', p.files,
       'status', p.status, 'attempt', p.attempt, 'messageIds', to_jsonb(p.telegram_message_ids),
       'errorCode', p.error_code, 'errorDetail', p.error_detail, 'known', p.known) ORDER BY p.ordinal), '[]'::jsonb)
     FROM message_parts p WHERE p.workspace_id = m.workspace_id AND p.message_id = m.id) AS parts,
  (SELECT a.id FROM approvals a WHERE a.workspace_id = m.workspace_id AND a.message_id = m.id
     ORDER BY a.id DESC LIMIT 1) AS "approvalId",
  c.status AS "connectionStatus",
  (SELECT jsonb_build_object('scope', z.scope, 'reason', z.reason, 'since', z.paused_at,
       'until', z.until, 'by', z.paused_by, 'byName', z.paused_by_name,
       'actorWorkspaceId', z.actor_workspace_id)
     FROM (SELECT 1 AS place, scope, reason, paused_at, until, paused_by, paused_by_name,
         actor_workspace_id FROM pauses WHERE scope = 'installation'
       UNION ALL SELECT 2, scope, reason, paused_at, until, paused_by, paused_by_name,
         actor_workspace_id FROM pauses WHERE scope = m.workspace_id
       UNION ALL SELECT 3, c.id, c.outbound_pause_reason, c.outbound_paused_at,
         c.outbound_paused_until, c.outbound_paused_by, c.outbound_paused_by_name, NULL
       WHERE c.outbound_paused_at IS NOT NULL) z
     ORDER BY z.place LIMIT 1) AS pause,
  ${waitingFor} AS "waitingFor",
  greatest(c.hold_until, h.hold_until, (SELECT max(p.not_before) FROM message_parts p
     WHERE p.workspace_id = m.workspace_id AND p.message_id = m.id)) AS "holdUntil",
  coalesce(m.expires_at <= now(), false) AS expired`;

/** SQL: the tables of the columns, with messages from a table or a query. */
export const messagesFrom = (source: string) => `${source} m
  JOIN connections c ON c.workspace_id = m.workspace_id AND c.id = m.connection_id
  LEFT JOIN chats h ON h.workspace_id = m.workspace_id AND h.connection_id = m.connection_id
    AND h.chat_id = (SELECT p.chat_id FROM message_parts p WHERE p.workspace_id = m.workspace_id
      AND p.message_id = m.id ORDER BY p.ordinal DESC LIMIT 1)`;

export const messageTables = messagesFrom("messages");
