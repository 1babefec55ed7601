/** What becomes of questions that nobody answers: others are asked, and those asked are reminded. */
import type { Sql } from "../../client.ts";
import { newId } from "../../ids.ts";

export interface DueEscalation {
  readonly workspaceId: string;
  readonly id: string;
  readonly messageId: string;
  readonly level: number;
  readonly approvers: string[];
  readonly terms: unknown;
  /** Postgres's clock. */
  readonly now: Date;
}

export interface EscalateStep {
  readonly workspaceId: string;
  readonly id: string;
  /** The level it stands at. */
  readonly from: number;
  readonly level: number;
  readonly to: readonly string[];
  readonly approvers: readonly string[];
  readonly handedOver: boolean;
  readonly escalateAt: Date | null;
}

/** Approvals of all workspaces whose present level had its time; for the keeper. */
export async function dueEscalations(sql: Sql, limit: number): Promise<DueEscalation[]> {
  return sql(
    `SELECT workspace_id AS "workspaceId", id, message_id AS "messageId", level, approvers, terms,
       clock_timestamp() AS now
     FROM approvals
     WHERE status = 'pending' AND escalate_at <= now()
       AND (expires_at IS NULL OR expires_at > now())
     ORDER BY escalate_at LIMIT $1`,
    [limit],
  );
}

/** Goes on to the next level, once. Belongs behind the message's lock; false where it has moved on. */
export async function escalate(sql: Sql, step: EscalateStep): Promise<boolean> {
  const { workspaceId, id, from, level, to, approvers, handedOver, escalateAt } = step;
  const rows = await sql(
    `WITH moved AS (
       UPDATE approvals SET level = $4::int, approvers = $6::text[], changed_at = clock_timestamp(),
         escalate_at = $8::text::timestamptz
       WHERE workspace_id = $1 AND id = $2 AND status = 'pending' AND level = $3::int
         AND escalate_at <= clock_timestamp()
       RETURNING id, workspace_id, message_id, digest, policy_rule_id
     ), kept AS (
       INSERT INTO approval_escalations (id, workspace_id, approval_id, at, level, "to", handed_over)
       SELECT $9, workspace_id, id, clock_timestamp(), $4::int, $5::text[], $7::boolean FROM moved
     ), noted AS (
       INSERT INTO message_transitions (id, workspace_id, message_id, at, status, actor, detail)
       SELECT $10, workspace_id, message_id, clock_timestamp(), 'pending_approval', 'system', $11
       FROM moved
     ), audited AS (
       INSERT INTO audit_entries (id, workspace_id, action, initiator, rule_id, subject_id,
         input_digest, detail)
       SELECT $12, workspace_id, 'approval.escalated', 'system', policy_rule_id, id, digest,
         jsonb_build_object('level', $4::int, 'to', to_jsonb($5::text[]), 'handedOver', $7::boolean)
       FROM moved
     )
     SELECT 1 FROM moved`,
    [
      workspaceId,
      id,
      from,
      level,
      to,
      approvers,
      handedOver,
      escalateAt?.toISOString() ?? null,
      newId("approvalEscalation"),
      newId("transition"),
      `${handedOver ? "handed over" : "escalated"} to ${to.join(", ")}`,
      newId("audit"),
    ],
  );
  if (rows.length === 0) return false;
  sql.tell({ channel: "approvals", about: { workspaceId, id } });
  return true;
}

/** Marks those whose reminder is due, each once; raising the event is the database's. Returns how many. */
export async function remind(sql: Sql, limit: number): Promise<number> {
  const rows = await sql(
    `UPDATE approvals SET reminded_at = clock_timestamp()
     WHERE id IN (
       SELECT id FROM approvals
       WHERE status = 'pending' AND reminded_at IS NULL AND remind_at <= now()
         AND (expires_at IS NULL OR expires_at > now())
       ORDER BY remind_at LIMIT $1 FOR UPDATE SKIP LOCKED)
     RETURNING id`,
    [limit],
  );
  return rows.length;
}
