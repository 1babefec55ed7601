/** Requests of the past, each with what rules would have been asked about when it was made. */
import type { ChatType, Needs } from "@lumenflow/governance";
import type { Sql } from "../../client.ts";
import type { StoredFile } from "../message-row.ts";
import { takesPlace, uncounted } from "./facts.ts";

export interface PastPage {
  readonly workspaceId: string;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  readonly connectionId?: string | undefined;
  /** The last id seen. */
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly needs: Needs;
}

export interface PastMessage {
  readonly id: string;
  readonly connectionId: string;
  readonly chatId: string;
  readonly chatIds: readonly string[];
  readonly chatType: ChatType | null;
  readonly firstContact: boolean;
  readonly requester: { readonly kind: "key" | "user"; readonly id: string; readonly name: string };
  readonly metadata: Readonly<Record<string, unknown>> | null;
  readonly parts: readonly {
    readonly method: string;
    readonly payload: Record<string, unknown>;
    readonly files: readonly StoredFile[];
  }[];
  readonly createdAt: Date;
  readonly sendAt: Date | null;
  readonly status: string;
  readonly policyEffect: string;
  readonly policyRuleId: string | null;
  readonly policyRevision: number | null;
  /** By the budget's place in `needs`. */
  readonly counts: readonly number[];
}

/**
 * As it was: what was sent, and what counted, before the message was asked for. What ended without
 * being sent does not count, whenever that was; the chat's type is today's.
 */
export async function pastMessages(sql: Sql, page: PastPage): Promise<PastMessage[]> {
  const values: unknown[] = [
    page.workspaceId,
    page.since?.toISOString() ?? null,
    page.until?.toISOString() ?? null,
    page.connectionId ?? null,
    page.cursor ?? null,
    page.limit,
    uncounted,
  ];
  const param = (value: unknown) => `$${values.push(value)}`;
  const counts = page.needs.budgets.map(({ by, withinSeconds, max }) => {
    const where = [
      by.includes("requester") &&
        "e.requester_kind = m.requester_kind AND e.requester_id = m.requester_id",
      by.includes("chat") && "e.connection_id = m.connection_id AND e.chat_id = ANY(k.chat_ids)",
      withinSeconds !== null &&
        `e.created_at > m.created_at - ${param(withinSeconds)}::int * interval '1 second'`,
    ].filter((each) => each !== false);
    return `(SELECT count(*) FROM (SELECT 1 FROM messages e WHERE e.workspace_id = m.workspace_id
      AND ${where.join(" AND ")} AND e.created_at <= m.created_at AND e.id < m.id
      AND ${takesPlace("e", "$7::text[]")} LIMIT ${param(max)}::int) AS counted)`;
  });
  return sql<PastMessage>(
    `WITH page AS MATERIALIZED (
       SELECT * FROM messages WHERE workspace_id = $1 AND origin = 'request' AND purged_at IS NULL
         -- Named here for its type: without a budget nothing else asks for it.
         AND $7::text[] IS NOT NULL
         AND ($2::text IS NULL OR created_at >= $2::text::timestamptz)
         AND ($3::text IS NULL OR created_at < $3::text::timestamptz)
         AND ($4::text IS NULL OR connection_id = $4)
         AND ($5::text IS NULL OR (created_at, id) < (
           SELECT c.created_at, c.id FROM messages c WHERE c.workspace_id = $1 AND c.id = $5))
       ORDER BY created_at DESC, id DESC LIMIT $6::int
     )
     SELECT m.id, m.connection_id AS "connectionId", m.chat_id AS "chatId",
       k.chat_ids AS "chatIds", k.type AS "chatType",
       NOT EXISTS (SELECT 1 FROM messages e WHERE e.workspace_id = m.workspace_id
         AND e.connection_id = m.connection_id AND e.chat_id = ANY(k.chat_ids)
         AND e.status = 'sent' AND e.settled_at < m.created_at AND e.id < m.id) AS "firstContact",
       jsonb_build_object('kind', m.requester_kind, 'id', m.requester_id,
         'name', m.requester_name) AS requester,
       m.metadata,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('method', p.method, 'payload', p.payload,
            'files', p.files) ORDER BY p.ordinal), '[]'::jsonb)
          FROM message_parts p WHERE p.workspace_id = m.workspace_id AND p.message_id = m.id) AS parts,
       m.created_at AS "createdAt", m.send_at AS "sendAt", m.status,
       m.policy_effect AS "policyEffect", m.policy_rule_id AS "policyRuleId",
       m.policy_revision AS "policyRevision", ARRAY[${counts.join(", ")}]::int[] AS counts
     FROM page m CROSS JOIN LATERAL (
       SELECT array_agg(h.chat_id) || m.chat_id AS chat_ids,
         coalesce(
           (SELECT n.type FROM chats n WHERE n.workspace_id = m.workspace_id
              AND n.connection_id = m.connection_id AND n.chat_id = m.chat_id),
           CASE WHEN m.chat_id NOT LIKE '-%' THEN 'private'
                WHEN m.chat_id NOT LIKE '-100%' THEN 'group' END) AS type
       FROM chats h WHERE h.workspace_id = m.workspace_id AND h.connection_id = m.connection_id
         AND (h.migrated_to = m.chat_id OR h.chat_id = (
           SELECT o.migrated_to FROM chats o WHERE o.workspace_id = m.workspace_id
             AND o.connection_id = m.connection_id AND o.chat_id = m.chat_id))
     ) k
     ORDER BY m.created_at DESC, m.id DESC`,
    values,
  );
}
