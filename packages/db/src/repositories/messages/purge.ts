/** Forgets what messages said, on demand: words, files and what was said about them; that they were, and who allowed them, stays. */
import { isFinished, messageMachine } from "@lumenflow/governance";
import type { Sql } from "../../client.ts";
import { newId } from "../../ids.ts";

export interface Purge {
  readonly workspaceId: string;
  readonly id: string;
  /** `key:<id>` or `user:<id>`. */
  readonly actor: string;
}

/**
 * `unfinished` where the message, or a card of the system that shows it, may still go out. Belongs
 * behind the message's lock. Once it is purged its digest is the one that the trail keeps, salted with
 * what nobody knows any more: whoever tries texts out learns nothing, and approval, message and trail
 * still say that they mean the same.
 */
export async function purge(sql: Sql, { workspaceId, id, actor }: Purge) {
  // Whoever draws cards at this moment has read the text already: they come first.
  const [cards] = await sql<{ free: boolean | null }>(
    `SELECT bool_and(pg_try_advisory_xact_lock(hashtextextended('cards:' || id, 0))) AS free
     FROM approvals WHERE workspace_id = $1 AND message_id = $2`,
    [workspaceId, id],
  );
  if (cards?.free === false) return "unfinished" as const;
  const all = await sql<{ id: string; status: string }>(
    `SELECT id, status FROM messages WHERE workspace_id = $1 AND id = $2
     UNION
     SELECT m.id, m.status FROM approvals a
     JOIN approval_cards k ON k.workspace_id = a.workspace_id AND k.approval_id = a.id
     JOIN telegram_links l ON l.workspace_id = k.workspace_id AND l.id = k.link_id
     JOIN messages m ON m.workspace_id = l.workspace_id AND m.connection_id = l.connection_id
       AND m.chat_id = l.chat_id AND m.created_at >= a.requested_at
     WHERE a.workspace_id = $1 AND a.message_id = $2 AND m.origin = 'system'
       AND m.metadata ->> 'approvalId' = a.id`,
    [workspaceId, id],
  );
  // A card in doubt goes out no more: another has taken its place.
  const over = all.every(
    (each) => finished.includes(each.status) || (each.id !== id && each.status === "uncertain"),
  );
  if (!over) return "unfinished" as const;
  const ids = all.map((each) => each.id);
  await sql(statement, [workspaceId, ids, newId("transition"), newId("audit"), actor, id]);
  await sql(eraseFiles, [workspaceId, ids]);
  return "purged" as const;
}

const finished: readonly string[] = messageMachine.states.filter((state) => isFinished(state));

const statement = `
  WITH found AS MATERIALIZED (
    SELECT workspace_id, id, status, coalesce(commitment_salt,
      uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) AS salt
    FROM messages WHERE workspace_id = $1 AND id = ANY($2::text[]) AND purged_at IS NULL
    FOR UPDATE
  ), messages_purged AS (
    UPDATE messages m SET content = '{"type": "purged"}', options = '{}', reason = NULL,
      metadata = NULL, request_digest = NULL, digest = commitment_to(m.digest, f.salt),
      commitment_salt = NULL, purged_at = clock_timestamp(), updated_at = clock_timestamp()
    FROM found f WHERE m.workspace_id = f.workspace_id AND m.id = f.id
  ), parts_purged AS (
    UPDATE message_parts p SET payload = '{}', files = '[]'
    FROM found f WHERE p.workspace_id = f.workspace_id AND p.message_id = f.id
  ), transitions_purged AS (
    UPDATE message_transitions t SET detail = NULL
    FROM found f WHERE t.workspace_id = f.workspace_id AND t.message_id = f.id
  ), approvals_purged AS (
    UPDATE approvals a SET digest = commitment_to(a.digest, f.salt), decision_reason = NULL,
      original_content = CASE WHEN a.original_content IS NOT NULL
        THEN '{"type": "purged"}'::jsonb END,
      -- What cards still show is drawn anew.
      cards_due_at = CASE WHEN EXISTS (SELECT FROM approval_cards k
        WHERE k.workspace_id = a.workspace_id AND k.approval_id = a.id) THEN clock_timestamp() END
    FROM found f WHERE a.workspace_id = f.workspace_id AND a.message_id = f.id
  ), decisions_purged AS (
    UPDATE approval_decisions d SET digest = commitment_to(d.digest, f.salt), reason = NULL
    FROM found f JOIN approvals a ON a.workspace_id = f.workspace_id AND a.message_id = f.id
    WHERE d.workspace_id = a.workspace_id AND d.approval_id = a.id
  ), edits_purged AS (
    UPDATE approval_edits e SET before = '{"type": "purged"}', after = '{"type": "purged"}',
      from_digest = commitment_to(e.from_digest, f.salt),
      to_digest = commitment_to(e.to_digest, f.salt)
    FROM found f JOIN approvals a ON a.workspace_id = f.workspace_id AND a.message_id = f.id
    WHERE e.workspace_id = a.workspace_id AND e.approval_id = a.id
  ), cards_purged AS (
    UPDATE approval_cards k SET digest = commitment_to(k.digest, f.salt),
      replies_digest = commitment_to(k.replies_digest, f.salt)
    FROM found f JOIN approvals a ON a.workspace_id = f.workspace_id AND a.message_id = f.id
    WHERE k.workspace_id = a.workspace_id AND k.approval_id = a.id
  ), noted AS (
    INSERT INTO message_transitions (id, workspace_id, message_id, at, status, actor, detail)
    SELECT $3, workspace_id, id, clock_timestamp(), status, $5, 'text purged'
    FROM found WHERE id = $6
  ), audited AS (
    INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id)
    SELECT $4, workspace_id, 'message.purged', $5, id FROM found WHERE id = $6
  )
  SELECT 1 FROM found`;

/** At once, unless another message needs them too. */
const eraseFiles = `
  WITH unbound AS (
    DELETE FROM message_uploads WHERE workspace_id = $1 AND message_id = ANY($2::text[])
    RETURNING upload_id
  ), alone AS (
    SELECT DISTINCT u.upload_id AS id FROM unbound u WHERE NOT EXISTS (
      SELECT FROM message_uploads o WHERE o.workspace_id = $1 AND o.upload_id = u.upload_id
        AND o.message_id <> ALL($2::text[]))
  ), emptied AS (
    DELETE FROM upload_chunks c USING alone WHERE c.workspace_id = $1 AND c.upload_id = alone.id
  )
  UPDATE uploads u SET status = 'erased', erased_at = clock_timestamp(), file_name = '',
    sha256 = NULL
  FROM alone WHERE u.workspace_id = $1 AND u.id = alone.id`;
