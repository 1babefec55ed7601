/** Messages: the requests to send, as they were asked for and as they stand. */
import { isFinished, type MessageStatus, messageMachine, sourcesOf } from "@lumenflow/governance";
import type { Client, Sql } from "../client.ts";
import { idsBefore, newId } from "../ids.ts";
import { type MessageRow, messageColumns, messageTables } from "./message-row.ts";
import {
  addMessage,
  isPaid,
  type NewApproval,
  type NewMessage,
  type NewPart,
} from "./messages/add.ts";
import { listMessages, type MessageFilter } from "./messages/list.ts";
import { type Purge, purge } from "./messages/purge.ts";

export interface TransitionRow {
  readonly at: Date;
  readonly status: string;
  readonly actor: string;
  readonly attempt: number | null;
  readonly detail: string | null;
}

export interface KnownRequest {
  readonly id: string;
  readonly requestDigest: string | null;
}

export function createMessages(_client: Client, sql: Sql) {
  return {
    /** Stores a request to send; see `addMessage`. */
    add: (message: NewMessage, approval: NewApproval | null) => addMessage(sql, message, approval),

    /** The message that a key was used for, or null. */
    async requestOf(workspaceId: string, idempotencyKey: string): Promise<KnownRequest | null> {
      const [row] = await sql<KnownRequest>(
        `SELECT id, request_digest AS "requestDigest" FROM messages
         WHERE workspace_id = $1 AND idempotency_key = $2`,
        [workspaceId, idempotencyKey],
      );
      return row ?? null;
    },

    async find(workspaceId: string, id: string): Promise<MessageRow | null> {
      const [row] = await sql<MessageRow>(
        `SELECT ${messageColumns} FROM ${messageTables} WHERE m.workspace_id = $1 AND m.id = $2`,
        [workspaceId, id],
      );
      return row ?? null;
    },

    /** Newest first; what was asked for, without our own cards. */
    list: (workspaceId: string, filter: MessageFilter) => listMessages(sql, workspaceId, filter),

    /** Postgres's time, by which it is decided what is due and what is past: no process's clock counts. */
    async clock(): Promise<Date> {
      const [row] = await sql<{ now: Date }>("SELECT clock_timestamp() AS now");
      if (row === undefined) throw new Error("Postgres gave no answer");
      return row.now;
    },

    /** When it is to go out; null where that is now. */
    async dueAt(workspaceId: string, id: string): Promise<Date | null> {
      const [row] = await sql<{ sendAt: Date }>(
        `SELECT send_at AS "sendAt" FROM messages
         WHERE workspace_id = $1 AND id = $2 AND send_at > clock_timestamp()`,
        [workspaceId, id],
      );
      return row?.sendAt ?? null;
    },

    /** Every transition of a message, oldest first. */
    async timeline(workspaceId: string, id: string): Promise<TransitionRow[]> {
      return sql<TransitionRow>(
        `SELECT at, status, actor, attempt, detail FROM message_transitions
         WHERE workspace_id = $1 AND message_id = $2 ORDER BY at, id`,
        [workspaceId, id],
      );
    },

    /**
     * Locks a message and its connection's line until the transaction ends and says its status; null
     * where there is none. Whoever decides about a message begins with this: locks are taken in one
     * order everywhere, connection, message, approval, parts.
     */
    async lock(workspaceId: string, id: string): Promise<MessageStatus | null> {
      const [row] = await sql<{ status: MessageStatus }>(
        `WITH line AS (
           SELECT c.id FROM connections c
           WHERE c.workspace_id = $1 AND c.id = (
             SELECT connection_id FROM messages WHERE workspace_id = $1 AND id = $2)
           FOR NO KEY UPDATE
         )
         SELECT m.status FROM line JOIN messages m ON m.connection_id = line.id
         WHERE m.workspace_id = $1 AND m.id = $2 FOR UPDATE OF m`,
        [workspaceId, id],
      );
      return row?.status ?? null;
    },

    /**
     * Moves a message where the machine allows it, with its transition and audit entry. False where
     * it stands elsewhere.
     */
    async move(change: {
      readonly workspaceId: string;
      readonly id: string;
      readonly to: MessageStatus;
      readonly actor: string;
      readonly detail?: string | undefined;
    }): Promise<boolean> {
      const rows = await sql(
        `WITH moved AS (
           UPDATE messages SET status = $3, updated_at = clock_timestamp(),
             settled_at = CASE WHEN $8 THEN clock_timestamp() ELSE settled_at END
           WHERE workspace_id = $1 AND id = $2 AND status = ANY($4::text[])
           RETURNING workspace_id, id
         ), noted AS (
           INSERT INTO message_transitions (id, workspace_id, message_id, at, status, actor, detail)
           SELECT $5, workspace_id, id, clock_timestamp(), $3, $6, $9::text FROM moved
         ), audited AS (
           INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id)
           SELECT $7, workspace_id, 'message.' || $3::text, $6, id FROM moved
         )
         SELECT id FROM moved`,
        [
          change.workspaceId,
          change.id,
          change.to,
          sourcesOf(messageMachine, change.to),
          newId("transition"),
          change.actor,
          newId("audit"),
          change.to !== "queued" && change.to !== "scheduled",
          change.detail ?? null,
        ],
      );
      return rows.length > 0;
    },

    /** Replaces what a message says, before it is approved: its content, digest and parts. */
    async edit(edit: {
      readonly workspaceId: string;
      readonly id: string;
      readonly content: unknown;
      readonly digest: string;
      readonly policyEffect: string;
      readonly policyRuleId: string | null;
      readonly policyRevision: number;
      readonly parts: readonly NewPart[];
    }): Promise<void> {
      await sql(
        `UPDATE messages SET content = $3::text::jsonb, digest = $4, policy_effect = $5,
           policy_rule_id = $6::text, policy_revision = $7::int, updated_at = clock_timestamp()
         WHERE workspace_id = $1 AND id = $2 AND status = 'pending_approval'`,
        [
          edit.workspaceId,
          edit.id,
          JSON.stringify(edit.content),
          edit.digest,
          edit.policyEffect,
          edit.policyRuleId,
          edit.policyRevision,
        ],
      );
      await sql(
        `DELETE FROM message_parts
         WHERE workspace_id = $1 AND message_id = $2 AND status = 'waiting'`,
        [edit.workspaceId, edit.id],
      );
      const parts = edit.parts.map((part, ordinal) => ({ id: newId("part"), ordinal, ...part }));
      await sql(
        `INSERT INTO message_parts (id, workspace_id, message_id, connection_id, chat_id, ordinal,
           method, payload, files, status, priority, paid)
         SELECT p.id, m.workspace_id, m.id, m.connection_id, m.chat_id, p.ordinal, p.method,
           p.payload, p.files, 'waiting', m.priority, ${isPaid}
         FROM messages m,
           jsonb_to_recordset($3::text::jsonb) AS p(id text, ordinal int, method text, payload jsonb, files jsonb)
         WHERE m.workspace_id = $1 AND m.id = $2`,
        [edit.workspaceId, edit.id, JSON.stringify(parts)],
      );
    },

    /** Forgets what a finished message said; see `purge`. */
    purge: (asked: Purge) => purge(sql, asked),

    /** Forgets idempotency keys older than `days`, of all workspaces; returns how many. */
    async forgetKeys(days: number, limit: number): Promise<number> {
      const rows = await sql(
        `UPDATE messages SET idempotency_key = NULL, request_digest = NULL
         WHERE id IN (
           SELECT id FROM messages
           WHERE idempotency_key IS NOT NULL AND created_at < now() - $1 * interval '1 day'
           ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)
         RETURNING id`,
        [days, limit],
      );
      return rows.length;
    },

    /**
     * Looks at the next messages behind `after`, of all workspaces and asked for more than `days` ago,
     * and forgets those that ended as long ago, with all that hangs on them. Whatever still waits, or
     * is in doubt, stays. Returns the place to go on from, or null when there is nothing older left.
     */
    async forgetFinished(
      after: string | null,
      { days, limit }: { readonly days: number; readonly limit: number },
    ): Promise<string | null> {
      const before = idsBefore("message", new Date(Date.now() - days * 86_400_000));
      const [row] = await sql<{ last: string | null; looked: number }>(
        `WITH looked AS MATERIALIZED (
           SELECT id, workspace_id FROM messages
           WHERE id > $1 AND id < $2 ORDER BY id LIMIT $3
         ), gone AS (
           DELETE FROM messages m USING looked l
           WHERE m.workspace_id = l.workspace_id AND m.id = l.id AND m.status = ANY($4::text[])
             AND m.settled_at < now() - $5 * interval '1 day'
         )
         SELECT max(id) AS last, count(*)::int AS looked FROM looked`,
        [after ?? "", before, limit, finished, days],
      );
      return row !== undefined && row.looked === limit ? row.last : null;
    },
  };
}

const finished = messageMachine.states.filter((state) => isFinished(state));
