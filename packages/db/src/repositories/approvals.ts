/** Approvals: the questions put to people, each bound to one exact message by its digest. */
import type { Client, Sql } from "../client.ts";
import { newId } from "../ids.ts";
import { type Actor, initiatorOf } from "./actor.ts";
import { type ApproverLookup, lookUpApprovers } from "./approvals/approvers.ts";
import { type Edit, edit } from "./approvals/edit.ts";
import { dueEscalations, type EscalateStep, escalate, remind } from "./approvals/escalate.ts";
import { type ApprovalRow, approvalColumns, approvalTables } from "./approvals/row.ts";
import { type CastVote, question, vote } from "./approvals/vote.ts";

export interface Decision {
  readonly workspaceId: string;
  readonly id: string;
  readonly decision: "approved" | "rejected";
  /** What the approver saw; another one decides nothing. */
  readonly digest: string;
  readonly decidedBy: Actor;
  /** In whose place, where not in their own: the trail says so. */
  readonly insteadOf?: Actor | undefined;
  readonly reason: string | null;
}

export function createApprovals(_client: Client, sql: Sql) {
  return {
    async find(workspaceId: string, id: string): Promise<ApprovalRow | null> {
      const [row] = await sql<ApprovalRow>(
        `SELECT ${approvalColumns} FROM ${approvalTables} WHERE a.workspace_id = $1 AND a.id = $2`,
        [workspaceId, id],
      );
      return row ?? null;
    },

    /** Newest first; `cursor` is the last id seen. */
    async list(
      workspaceId: string,
      page: {
        /** Any of these. */
        readonly status?: readonly string[] | undefined;
        readonly cursor?: string | undefined;
        readonly limit: number;
      },
    ): Promise<ApprovalRow[]> {
      return sql<ApprovalRow>(
        `SELECT ${approvalColumns} FROM ${approvalTables}
         WHERE a.workspace_id = $1 AND ($2::text[] IS NULL OR a.status = ANY($2::text[]))
           AND ($3::text IS NULL OR a.id < $3)
         ORDER BY a.id DESC LIMIT $4`,
        [workspaceId, page.status ?? null, page.cursor ?? null, page.limit],
      );
    },

    /**
     * Decides a pending approval whose digest is the one that was seen and that has not expired, of
     * a message that still waits for it. False where another was faster or it is too late. To approve,
     * the votes must be there: the database itself refuses it otherwise.
     */
    async decide(decision: Decision): Promise<boolean> {
      const { decidedBy, insteadOf } = decision;
      const rows = await sql(
        `WITH decided AS (
           UPDATE approvals SET status = $3, decided_by_kind = $5, decided_by_id = $6,
             decided_by_name = $7, decided_at = clock_timestamp(), decision_reason = $8::text
           WHERE workspace_id = $1 AND id = $2 AND status = 'pending' AND digest = $4
             AND (expires_at IS NULL OR expires_at > clock_timestamp())
           RETURNING id, workspace_id, digest, policy_rule_id
         ), audited AS (
           INSERT INTO audit_entries (id, workspace_id, action, initiator, approver, rule_id,
             subject_id, input_digest, detail)
           SELECT $9, workspace_id, 'approval.' || $3::text, $10, $10, policy_rule_id, id, digest,
             CASE WHEN $11::text IS NOT NULL THEN jsonb_build_object('for', $11::text) END
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
          newId("audit"),
          initiatorOf(decidedBy),
          insteadOf === undefined ? null : initiatorOf(insteadOf),
        ],
      );
      if (rows.length === 0) return false;
      const { workspaceId, id } = decision;
      sql.tell({ channel: "approvals", about: { workspaceId, id } });
      return true;
    },

    /** Until the transaction ends nothing about it changes. Comes behind the message's lock. */
    async lock(workspaceId: string, id: string): Promise<void> {
      await sql("SELECT id FROM approvals WHERE workspace_id = $1 AND id = $2 FOR NO KEY UPDATE", [
        workspaceId,
        id,
      ]);
    },

    /** As `judgeVote` asks about it. Belongs behind both locks. */
    question: (workspaceId: string, id: string) => question(sql, workspaceId, id),

    /** Keeps what somebody said; see `vote`. */
    vote: (cast: CastVote) => vote(sql, cast),

    /** Asks anew about an edited message; see `edit`. */
    edit: (change: Edit) => edit(sql, change),

    dueEscalations: (limit: number) => dueEscalations(sql, limit),
    escalate: (step: EscalateStep) => escalate(sql, step),
    remind: (limit: number) => remind(sql, limit),

    /** Who is meant by names of approvers, as far as they belong to the workspace. */
    lookUp: (workspaceId: string, names: readonly string[]): Promise<ApproverLookup> =>
      lookUpApprovers(sql, workspaceId, names),

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
