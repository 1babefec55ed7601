/** What people and keys say about an approval: read under its message's lock, and kept, each a row of its own. */
import type { Question } from "@lumenflow/governance";
import type { Sql } from "../../client.ts";
import { newId } from "../../ids.ts";
import { type Actor, initiatorOf } from "../actor.ts";

export interface CastVote {
  readonly workspaceId: string;
  readonly id: string;
  readonly decision: "approved" | "rejected";
  readonly digest: string;
  /** Whose it is. */
  readonly by: Actor;
  /** Who says it in their place. */
  readonly castBy?: Actor | undefined;
  readonly via: "api" | "telegram";
  readonly reason: string | null;
  /** How many approvals there are with it; noted where others have to approve as well. */
  readonly progress: { readonly approvals: number; readonly required: number } | null;
}

/** Null where there is no such approval. */
export async function question(
  sql: Sql,
  workspaceId: string,
  id: string,
): Promise<Question | null> {
  const [row] = await sql<Question>(
    `SELECT a.status, a.digest, coalesce(a.expires_at <= clock_timestamp(), false) AS expired,
       a.approvers, a.required,
       jsonb_build_object('kind', m.requester_kind, 'id', m.requester_id) AS requester,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', d.approver_kind, 'id', d.approver_id,
            'digest', d.digest, 'decision', d.decision, 'castBy', CASE WHEN d.cast_by_id IS NOT NULL
              THEN jsonb_build_object('kind', d.cast_by_kind, 'id', d.cast_by_id) END)
            ORDER BY d.id), '[]'::jsonb)
          FROM approval_decisions d WHERE d.workspace_id = a.workspace_id
            AND d.approval_id = a.id AND d.voided_at IS NULL) AS votes
     FROM approvals a JOIN messages m ON m.workspace_id = a.workspace_id AND m.id = a.message_id
     WHERE a.workspace_id = $1 AND a.id = $2`,
    [workspaceId, id],
  );
  return row ?? null;
}

/**
 * Keeps a vote on a pending approval that has this very digest and has not expired; false where it has
 * changed. Nobody has two on one digest. What does not decide yet is noted in the message's timeline
 * and the trail; what does is noted by the decision.
 */
export async function vote(sql: Sql, cast: CastVote): Promise<boolean> {
  const { workspaceId, id, decision, digest, by, via, reason, progress, castBy } = cast;
  const forWhom = castBy === undefined ? "" : ` for ${by.name}`;
  const rows = await sql(
    `WITH open AS (
       UPDATE approvals SET changed_at = clock_timestamp()
       WHERE workspace_id = $1 AND id = $2 AND status = 'pending' AND digest = $4
         AND (expires_at IS NULL OR expires_at > clock_timestamp())
       RETURNING id, workspace_id, message_id, policy_rule_id
     ), cast_vote AS (
       INSERT INTO approval_decisions (id, workspace_id, approval_id, digest, decision, approver_kind,
         approver_id, approver_name, via, reason, at, cast_by_kind, cast_by_id, cast_by_name)
       SELECT $5, workspace_id, id, $4, $3, $6, $7, $8, $9, $10::text, clock_timestamp(), $16::text,
         $17::text, $18::text FROM open
       RETURNING approval_id
     ), noted AS (
       INSERT INTO message_transitions (id, workspace_id, message_id, at, status, actor, detail)
       SELECT $11, workspace_id, message_id, clock_timestamp(), 'pending_approval', $12, $13::text
       FROM open WHERE $13::text IS NOT NULL
     ), audited AS (
       INSERT INTO audit_entries (id, workspace_id, action, initiator, approver, rule_id, subject_id,
         input_digest, detail)
       SELECT $14, workspace_id, 'approval.seconded', $12, $12, policy_rule_id, id, $4,
         $15::text::jsonb
       FROM open WHERE $13::text IS NOT NULL
     )
     SELECT 1 FROM cast_vote`,
    [
      workspaceId,
      id,
      decision,
      digest,
      newId("decision"),
      by.kind,
      by.id,
      by.name,
      via,
      reason,
      newId("transition"),
      initiatorOf(castBy ?? by),
      progress === null
        ? null
        : `approved, ${progress.approvals} of ${progress.required}${forWhom}`,
      newId("audit"),
      progress === null
        ? null
        : JSON.stringify({ ...progress, ...(castBy && { for: initiatorOf(by) }) }),
      castBy?.kind ?? null,
      castBy?.id ?? null,
      castBy?.name ?? null,
    ],
  );
  if (rows.length === 0) return false;
  sql.tell({ channel: "approvals", about: { workspaceId, id } });
  return true;
}
