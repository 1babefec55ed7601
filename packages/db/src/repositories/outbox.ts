/** The outbox: each connection's line of parts, its owner, and what wakes or holds it. */
import type { Client, Sql } from "../client.ts";
import { createMessages } from "./messages.ts";
import {
  type BacklogDecision,
  backlogs,
  countBacklogs,
  decideBacklog,
  expireBacklog,
  expiringBacklogs,
  holdBacklog,
} from "./outbox/backlog.ts";
import { claim, type WantedPart } from "./outbox/claim.ts";
import { type DoubtEnd, dueDoubts, endDoubt } from "./outbox/doubts.ts";
import { type End, end } from "./outbox/end.ts";
import { type ExpressLimits, type ExpressRange, readExpress, readLine } from "./outbox/line.ts";
import {
  heldChats,
  leftovers,
  look,
  type Pacing,
  type RecentSpan,
  recent,
  sendable,
  take,
} from "./outbox/owner.ts";
import { type PartResult, record, recordLate } from "./outbox/record.ts";
import { recordSent, type SentPart } from "./outbox/record-sent.ts";
import { takeTurn, whoseTurnHasCome } from "./outbox/sequence.ts";
import { inBacklog, wentLate } from "./outbox/stood-still.ts";
import { createParts } from "./parts.ts";
import { switchedOff } from "./pauses/gate.ts";

export function createOutbox(client: Client, sql: Sql) {
  return {
    take: (connectionId: string) => take(sql, connectionId),
    look: (connectionIds: readonly string[]) => look(sql, connectionIds),
    leftovers: (connectionId: string, fence: string) => leftovers(sql, connectionId, fence),
    recent: (connectionId: string, span: RecentSpan) => recent(sql, connectionId, span),
    heldChats: (connectionId: string) => heldChats(sql, connectionId),
    readLine: (connectionId: string, after: number, limit: number) =>
      readLine(sql, connectionId, after, limit),
    readExpress: (connectionId: string, range: ExpressRange, most: ExpressLimits) =>
      readExpress(sql, connectionId, range, most),
    claim: (wanted: readonly WantedPart[]) => claim(sql, wanted),
    record: (results: readonly PartResult[]) => record(sql, results),
    recordSent: <Result extends SentPart>(results: readonly Result[]) => recordSent(sql, results),
    recordLate: (results: readonly PartResult[]) => recordLate(sql, results),
    end: (what: End) => end(sql, what),
    endDoubt: (what: DoubtEnd) => endDoubt(sql, what),
    dueDoubts: (settledMs: number, which: { limit: number; messageId?: string }) =>
      dueDoubts(sql, settledMs, which),
    whoseTurnHasCome: (limit: number) => whoseTurnHasCome(sql, limit),
    takeTurn: (workspaceId: string, messageId: string) => takeTurn(sql, workspaceId, messageId),
    holdBacklog: (connectionId: string, fence: string) => holdBacklog(sql, connectionId, fence),
    backlogs: (workspaceId: string, connectionIds: readonly string[]) =>
      backlogs(sql, workspaceId, connectionIds),
    decideBacklog: (decision: BacklogDecision) => decideBacklog(sql, decision),
    expiringBacklogs: () => expiringBacklogs(sql),
    expireBacklog: (connectionId: string, limit: number) => expireBacklog(sql, connectionId, limit),
    countBacklogs: () => countBacklogs(sql),

    /**
     * Lets an approved message go: it becomes `queued` and its parts get their places. The last
     * statement of a transaction that has locked the message. False where it stands elsewhere.
     */
    async release(workspaceId: string, messageId: string, actor: string): Promise<boolean> {
      const moved = await createMessages(client, sql).move({
        workspaceId,
        id: messageId,
        to: "queued",
        actor,
      });
      if (!moved) return false;
      const parts = createParts(client, sql);
      const waiting = (await parts.of(workspaceId, messageId)).filter(
        ({ status }) => status === "waiting",
      );
      await parts.enqueue(
        workspaceId,
        waiting.map(({ id }) => id),
      );
      return true;
    },

    /**
     * The kill switch: cancels everything of a connection that is not under way. Belongs into a
     * transaction. Returns how many messages it ended.
     */
    async cancelAllUnsent(
      workspaceId: string,
      connectionId: string,
      actor: string,
    ): Promise<number> {
      const rows = await sql<{ id: string }>(
        `SELECT id FROM messages WHERE workspace_id = $1 AND connection_id = $2
           AND status IN ('pending_approval', 'scheduled', 'queued', 'sending')`,
        [workspaceId, connectionId],
      );
      const messageIds = rows.map(({ id }) => id);
      const ended = await end(sql, { workspaceId, messageIds, to: "cancelled", actor });
      return ended.length;
    },

    /**
     * Ends the owner's run for a while: the waker rings when the time has come, or at once where the
     * pace by which it was reckoned has just been changed, or a place was given of which the owner has
     * not heard: whoever gave it may have rung no bell.
     */
    async park(connectionId: string, fence: string, { ms, pacing, heard }: Parking): Promise<void> {
      await sql(
        `UPDATE connections SET wake_at = clock_timestamp() + interval '1 millisecond' *
           CASE WHEN coalesce(pacing, '{}'::jsonb) = $4::text::jsonb AND last_seq <= $5::float8
             THEN $3::float8 ELSE 0 END
         WHERE id = $1 AND fence = $2::text::int8`,
        [connectionId, fence, ms, JSON.stringify(pacing), heard],
      );
    },

    /** Holds a whole bot; an earlier hold that lasts longer stays. */
    async holdConnection(connectionId: string, ms: number, reason: string): Promise<void> {
      await sql(
        `UPDATE connections SET hold_reason = $3,
           hold_until = greatest(hold_until, clock_timestamp() + $2::float8 * interval '1 millisecond')
         WHERE id = $1`,
        [connectionId, ms, reason],
      );
    },

    /** Holds one chat; an earlier hold that lasts longer stays. */
    async holdChat(
      chat: { workspaceId: string; connectionId: string; chatId: string },
      ms: number,
      reason: string,
    ): Promise<void> {
      await sql(
        `INSERT INTO chats (workspace_id, connection_id, chat_id, hold_until, hold_reason)
         VALUES ($1, $2, $3, clock_timestamp() + $4::float8 * interval '1 millisecond', $5)
         ON CONFLICT (workspace_id, connection_id, chat_id) DO UPDATE
         SET hold_until = greatest(chats.hold_until, excluded.hold_until), hold_reason = $5`,
        [chat.workspaceId, chat.connectionId, chat.chatId, ms, reason],
      );
    },

    /** Connections of all workspaces whose long wait is over, each handed to one caller only. */
    async wakeDue(limit: number): Promise<string[]> {
      const rows = await sql<{ id: string }>(
        `UPDATE connections SET wake_at = NULL WHERE id IN (
           SELECT id FROM connections WHERE wake_at <= clock_timestamp()
           ORDER BY wake_at LIMIT $1 FOR UPDATE SKIP LOCKED)
         RETURNING id`,
        [limit],
      );
      return rows.map(({ id }) => id);
    },

    /**
     * Connections of all workspaces with something to send now, and those with a call under way for
     * longer than `stuckMs`: their owner died. For the sweep.
     */
    async claimable(stuckMs: number): Promise<string[]> {
      const rows = await sql<{ id: string }>(
        `SELECT c.id FROM connections c
         WHERE c.outbound_paused_at IS NULL AND c.status = ANY($1::text[])
           AND NOT ${switchedOff("c")}
           AND (c.hold_until IS NULL OR c.hold_until <= now())
           AND (c.wake_at IS NULL OR c.wake_at <= now())
           AND EXISTS (SELECT 1 FROM message_parts p
             WHERE p.connection_id = c.id AND p.status = 'queued'
               AND NOT ${inBacklog("p", "c.backlog_seq")})
         UNION
         SELECT p.connection_id FROM message_parts p
         WHERE p.status = 'sending' AND p.claimed_at < now() - $2::float8 * interval '1 millisecond'`,
        [sendable, stuckMs],
      );
      return rows.map(({ id }) => id);
    },

    /**
     * Scheduled messages of all workspaces whose time has come, except those that should have gone long
     * ago: about these a person is asked. For the keeper.
     */
    async dueMessages(limit: number): Promise<DueMessage[]> {
      return sql(
        `SELECT workspace_id AS "workspaceId", id AS "messageId", connection_id AS "connectionId"
         FROM messages m WHERE status = 'scheduled' AND send_at <= now()
           AND NOT EXISTS (SELECT 1 FROM connections c WHERE c.workspace_id = m.workspace_id
             AND c.id = m.connection_id AND ${wentLate("m", "c")})
         ORDER BY send_at LIMIT $1`,
        [limit],
      );
    },

    /** Messages of all workspaces that were not sent in time, wholly or in part; for the keeper. */
    async expiredMessages(limit: number): Promise<DueMessage[]> {
      return sql(
        `SELECT workspace_id AS "workspaceId", id AS "messageId", connection_id AS "connectionId"
         FROM messages m WHERE status IN ('pending_approval', 'scheduled', 'queued', 'sending')
           AND expires_at <= now() AND (status <> 'sending' OR EXISTS (
             SELECT 1 FROM message_parts p WHERE p.workspace_id = m.workspace_id
               AND p.message_id = m.id AND p.status IN ('waiting', 'queued')))
         ORDER BY expires_at LIMIT $1`,
        [limit],
      );
    },
  };
}

export interface Parking {
  readonly ms: number;
  readonly pacing: Pacing;
  /** The last place of which the owner has heard. */
  readonly heard: number;
}

export interface DueMessage {
  readonly workspaceId: string;
  readonly messageId: string;
  readonly connectionId: string;
}
