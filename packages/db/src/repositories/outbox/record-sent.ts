/** Records the usual result, in one statement: the only part of its message was sent, and so was the message. */
import { messageMachine, sourcesOf } from "@lumenflow/governance";
import type { Prepared, Sql } from "../../client.ts";
import { newId } from "../../ids.ts";
import { rowIs } from "../row-is.ts";

export interface SentPart {
  readonly workspaceId: string;
  readonly messageId: string;
  readonly partId: string;
  /** The fence under which it was claimed. */
  readonly fence: string;
  /** Telegram's. */
  readonly messageIds: readonly string[];
  readonly detail?: string | undefined;
}

/**
 * As `record` does it for any result in a transaction, which asks what becomes of the message: here that
 * is known. Returns those that counted; what has other parts in its message, or is not under way under
 * this fence any more, is left as it is.
 */
export async function recordSent<Result extends SentPart>(
  sql: Sql,
  results: readonly Result[],
): Promise<Set<Result>> {
  const given = results.map(({ workspaceId, messageId, partId, fence, messageIds, detail }) => ({
    workspace_id: workspaceId,
    message_id: messageId,
    part_id: partId,
    fence,
    message_ids: messageIds,
    detail: detail ?? null,
    transition_id: newId("transition"),
    audit_id: newId("audit"),
  }));
  const rows = await sql<{ transitionId: string }>(statement, [JSON.stringify(given)]);
  const settled = new Set(rows.map(({ transitionId }) => transitionId));
  return new Set(results.filter((_, n) => settled.has(given[n]?.transition_id ?? "")));
}

const sources = sourcesOf(messageMachine, "sent");

// How many parts a message has never changes once it may be sent, so the snapshot tells. Locks are taken
// as everywhere: messages by id, then parts. What is locked carries what is given: joined to it again, each
// of a batch would be compared with each.
const statement: Prepared = {
  name: "record-sent",
  text: `
  WITH given AS (
    SELECT * FROM jsonb_to_recordset($1::text::jsonb) AS g(workspace_id text, message_id text,
      part_id text, fence int8, message_ids text[], detail text, transition_id text,
      audit_id text)
  ), held AS (
    SELECT g.* FROM (SELECT * FROM given ORDER BY message_id) g,
      LATERAL (SELECT id FROM messages WHERE id = g.message_id FOR NO KEY UPDATE) m
  ), settled AS (
    UPDATE message_parts p SET status = 'sent', settled_at = clock_timestamp(),
      telegram_message_ids = g.message_ids, error_code = NULL, error_detail = g.detail,
      known = NULL, not_before = NULL
    FROM held g
    WHERE p.workspace_id = g.workspace_id AND p.id = g.part_id AND p.fence = g.fence
      AND ${rowIs("p.status", "sending")}
      AND NOT EXISTS (SELECT 1 FROM message_parts e WHERE e.workspace_id = p.workspace_id
        AND e.message_id = p.message_id AND e.ordinal <> p.ordinal OFFSET 0)
    RETURNING g.*, p.attempt
  ), moved AS (
    UPDATE messages m SET status = 'sent', updated_at = clock_timestamp(),
      settled_at = clock_timestamp(), failure_code = NULL, failure_detail = NULL, failure_remedy = NULL
    FROM settled s
    WHERE m.workspace_id = s.workspace_id AND m.id = s.message_id
      AND ${rowIs("m.status", ...sources)}
    RETURNING s.audit_id, m.workspace_id, m.id
  ), noted AS (
    INSERT INTO message_transitions (id, workspace_id, message_id, part_id, at, status, actor,
      attempt, detail)
    SELECT transition_id, workspace_id, message_id, part_id, clock_timestamp(), 'sent', 'sender',
      attempt, detail FROM settled
  ), audited AS (
    INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id)
    SELECT audit_id, workspace_id, 'message.sent', 'system', id FROM moved
  )
  SELECT transition_id AS "transitionId" FROM settled`,
};
