/** Asks anew where the message was edited while people were asked about it. */
import type { Asking } from "@lumenflow/governance";
import type { Sql } from "../../client.ts";
import { newId } from "../../ids.ts";
import { type Actor, initiatorOf } from "../actor.ts";

export interface Edit {
  readonly workspaceId: string;
  readonly id: string;
  readonly by: Actor;
  readonly fromDigest: string;
  readonly toDigest: string;
  readonly before: unknown;
  readonly after: unknown;
  /** Of the rules that were asked about it. */
  readonly policyRevision: number;
  /** Where another rule's terms hold from now on. */
  readonly renewed?:
    | { readonly ruleId: string | null; readonly terms: unknown; readonly asking: Asking }
    | undefined;
}

/**
 * Binds a pending approval to the edited message: what was said before is void and stays readable, and
 * both versions are kept. Within the transaction that edits the message, under its lock. False where
 * it has changed meanwhile.
 */
export async function edit(sql: Sql, change: Edit): Promise<boolean> {
  const { workspaceId, id, by, fromDigest, toDigest, renewed } = change;
  const rows = await sql(
    `WITH edited AS (
       UPDATE approvals SET digest = $4, changed_at = clock_timestamp(),
         original_content = coalesce(original_content, $5::text::jsonb),
         policy_rule_id = CASE WHEN $9 THEN $7::text ELSE policy_rule_id END,
         policy_revision = $8::int,
         terms = CASE WHEN $9 THEN $10::text::jsonb ELSE terms END,
         approvers = CASE WHEN $9 THEN $11::text[] ELSE approvers END,
         required = CASE WHEN $9 THEN $12::int ELSE required END,
         level = CASE WHEN $9 THEN $13::int ELSE level END,
         expires_at = CASE WHEN $9 THEN $14::text::timestamptz ELSE expires_at END,
         escalate_at = CASE WHEN $9 THEN $15::text::timestamptz ELSE escalate_at END,
         remind_at = CASE WHEN $9 THEN $16::text::timestamptz ELSE remind_at END,
         reminded_at = CASE WHEN $9 THEN NULL ELSE reminded_at END
       WHERE workspace_id = $1 AND id = $2 AND status = 'pending' AND digest = $3
         AND (expires_at IS NULL OR expires_at > clock_timestamp())
       RETURNING id, workspace_id, message_id, policy_rule_id
     ), voided AS (
       UPDATE approval_decisions d SET voided_at = clock_timestamp() FROM edited e
       WHERE d.workspace_id = e.workspace_id AND d.approval_id = e.id AND d.voided_at IS NULL
     ), kept AS (
       INSERT INTO approval_edits (id, workspace_id, approval_id, at, editor_kind, editor_id,
         editor_name, from_digest, to_digest, before, after)
       SELECT $17, workspace_id, id, clock_timestamp(), $18, $19, $20, $3, $4, $5::text::jsonb,
         $6::text::jsonb FROM edited
     ), noted AS (
       INSERT INTO message_transitions (id, workspace_id, message_id, at, status, actor, detail)
       SELECT $21, workspace_id, message_id, clock_timestamp(), 'pending_approval', $22, 'edited'
       FROM edited
     ), audited AS (
       INSERT INTO audit_entries (id, workspace_id, action, initiator, approver, rule_id, subject_id,
         input_digest, detail)
       SELECT $23, workspace_id, 'approval.edited', $22, $22, policy_rule_id, id, $4,
         jsonb_build_object('editedFrom', $3::text) FROM edited
     )
     SELECT 1 FROM edited`,
    [
      workspaceId,
      id,
      fromDigest,
      toDigest,
      JSON.stringify(change.before),
      JSON.stringify(change.after),
      renewed?.ruleId ?? null,
      change.policyRevision,
      renewed !== undefined,
      renewed?.terms == null ? null : JSON.stringify(renewed.terms),
      renewed?.asking.approvers ?? [],
      renewed?.asking.required ?? 1,
      renewed?.asking.level ?? 0,
      renewed?.asking.expiresAt?.toISOString() ?? null,
      renewed?.asking.escalateAt?.toISOString() ?? null,
      renewed?.asking.remindAt?.toISOString() ?? null,
      newId("approvalEdit"),
      by.kind,
      by.id,
      by.name,
      newId("transition"),
      initiatorOf(by),
      newId("audit"),
    ],
  );
  if (rows.length === 0) return false;
  sql.tell({ channel: "approvals", about: { workspaceId, id } });
  return true;
}
