/** The cards on which approvals are asked in Telegram: which are due, where they stand, and what they show. */
import type { MessageStatus, PartStatus } from "@lumenflow/governance";
import type { Sql } from "../../client.ts";
import { isSandbox } from "../trusted.ts";

export interface CardDue {
  readonly workspaceId: string;
  readonly approvalId: string;
  /** Which change it is about, exact to the microsecond. */
  readonly dueAt: string;
}

export interface NewCard {
  readonly id: string;
  readonly workspaceId: string;
  readonly approvalId: string;
  readonly linkId: string;
  readonly messageId: string;
  readonly digest: string;
  readonly approveData: string | null;
  readonly rejectData: string | null;
  readonly shown: string;
}

export interface CardRow extends NewCard {
  readonly connectionId: string;
  /** Where it arrived: a group may have become a supergroup. */
  readonly chatId: string;
  readonly status: PartStatus;
  /** Telegram's id of it; null until it is known. */
  readonly telegramMessageId: string | null;
  /** Whether its chat is linked still. */
  readonly linked: boolean;
  /** Of the version that replies to it show, and what has become of these; null where there are none. */
  readonly repliesDigest: string | null;
  readonly repliesStatus: MessageStatus | null;
  /** When it, or the replies to it, were last put into the line. */
  readonly since: Date;
  readonly createdAt: Date;
  /** When a reply to it last reminded of it. */
  readonly remindedAt: Date | null;
}

export interface PressedCard extends CardRow {
  readonly pressed: "approved" | "rejected";
  /** The message that is asked about, and its connection. */
  readonly about: string;
  readonly aboutConnectionId: string;
  readonly approvalStatus: string;
  readonly decidedByName: string | null;
  /** Whether its bot is the sandbox's, and whether the one is that is to send the message. */
  readonly sandbox: boolean;
  readonly aboutSandbox: boolean;
}

export async function dueCards(sql: Sql, limit: number): Promise<CardDue[]> {
  return sql(
    `SELECT workspace_id AS "workspaceId", id AS "approvalId", cards_due_at::text AS "dueAt"
     FROM approvals WHERE cards_due_at <= clock_timestamp() ORDER BY cards_due_at LIMIT $1`,
    [limit],
  );
}

/** Until the transaction ends, nobody else sees to these cards; false where somebody does. */
export async function lockCards(sql: Sql, approvalId: string): Promise<boolean> {
  const [row] = await sql<{ locked: boolean }>(
    "SELECT pg_try_advisory_xact_lock(hashtextextended('cards:' || $1, 0)) AS locked",
    [approvalId],
  );
  return row?.locked === true;
}

/** They show this change; whatever has changed since is due on its own. `againMs`: look again then. */
export async function settleCards(
  sql: Sql,
  { workspaceId, approvalId, dueAt }: CardDue,
  againMs: number | null,
): Promise<void> {
  await sql(
    `UPDATE approvals SET cards_due_at = clock_timestamp() + $4::int * interval '1 millisecond'
     WHERE workspace_id = $1 AND id = $2 AND cards_due_at = $3::text::timestamptz`,
    [workspaceId, approvalId, dueAt, againMs],
  );
}

const columns = `
  k.id, k.workspace_id AS "workspaceId", k.approval_id AS "approvalId", k.link_id AS "linkId",
  k.message_id AS "messageId", k.digest, k.approve_data AS "approveData",
  k.reject_data AS "rejectData", k.shown, l.connection_id AS "connectionId",
  p.chat_id AS "chatId", p.status, p.telegram_message_ids[1] AS "telegramMessageId",
  l.unlinked_at IS NULL AS linked, k.replies_digest AS "repliesDigest",
  r.status AS "repliesStatus", greatest(k.created_at, r.created_at) AS since,
  k.created_at AS "createdAt", k.reminded_at AS "remindedAt"`;

const tables = `approval_cards k
  JOIN telegram_links l ON l.workspace_id = k.workspace_id AND l.id = k.link_id
  JOIN message_parts p ON p.workspace_id = k.workspace_id AND p.message_id = k.message_id
    AND p.ordinal = 0
  LEFT JOIN messages r ON r.workspace_id = k.workspace_id AND r.id = k.replies_message_id`;

export async function cardsOf(
  sql: Sql,
  workspaceId: string,
  approvalId: string,
): Promise<CardRow[]> {
  return sql(
    `SELECT ${columns} FROM ${tables} WHERE k.workspace_id = $1 AND k.approval_id = $2 ORDER BY k.id`,
    [workspaceId, approvalId],
  );
}

/** The card that has a button with this data, sent by this connection. */
export async function cardBehind(
  sql: Sql,
  connectionId: string,
  data: string,
): Promise<PressedCard | null> {
  const [row] = await sql<PressedCard>(
    `SELECT ${columns}, CASE WHEN k.approve_data = $2 THEN 'approved' ELSE 'rejected' END AS pressed,
       m.id AS about, m.connection_id AS "aboutConnectionId", a.status AS "approvalStatus",
       a.decided_by_name AS "decidedByName", ${isSandbox("b")} AS sandbox,
       ${isSandbox("c")} AS "aboutSandbox"
     FROM ${tables}
     JOIN connections b ON b.workspace_id = l.workspace_id AND b.id = l.connection_id
     JOIN approvals a ON a.workspace_id = k.workspace_id AND a.id = k.approval_id
     JOIN messages m ON m.workspace_id = a.workspace_id AND m.id = a.message_id
     JOIN connections c ON c.workspace_id = m.workspace_id AND c.id = m.connection_id
     WHERE l.connection_id = $1 AND (k.approve_data = $2 OR k.reject_data = $2)`,
    [connectionId, data],
  );
  return row ?? null;
}

export async function addCard(sql: Sql, card: NewCard): Promise<void> {
  await sql(
    `INSERT INTO approval_cards (id, workspace_id, approval_id, link_id, message_id, digest,
       approve_data, reject_data, shown)
     VALUES ($1, $2, $3, $4, $5, $6, $7::text, $8::text, $9)`,
    [
      card.id,
      card.workspaceId,
      card.approvalId,
      card.linkId,
      card.messageId,
      card.digest,
      card.approveData,
      card.rejectData,
      card.shown,
    ],
  );
}

/** What it shows from now on; the message that brought it stays the same. */
export async function changeCard(sql: Sql, card: NewCard): Promise<void> {
  await sql(
    `UPDATE approval_cards SET digest = $3, approve_data = $4::text, reject_data = $5::text,
       shown = $6 WHERE workspace_id = $1 AND id = $2`,
    [card.workspaceId, card.id, card.digest, card.approveData, card.rejectData, card.shown],
  );
}

/** Replies to it show the message, as it is with this digest. */
export async function noteReplies(
  sql: Sql,
  workspaceId: string,
  id: string,
  replies: { readonly repliesMessageId: string; readonly digest: string },
): Promise<void> {
  await sql(
    `UPDATE approval_cards SET replies_message_id = $3, replies_digest = $4
     WHERE workspace_id = $1 AND id = $2`,
    [workspaceId, id, replies.repliesMessageId, replies.digest],
  );
}

export async function noteReminded(sql: Sql, workspaceId: string, id: string): Promise<void> {
  await sql(
    `UPDATE approval_cards SET reminded_at = clock_timestamp()
     WHERE workspace_id = $1 AND id = $2`,
    [workspaceId, id],
  );
}

/** It never arrived: another takes its place. */
export async function forgetCard(sql: Sql, workspaceId: string, id: string): Promise<void> {
  await sql("DELETE FROM approval_cards WHERE workspace_id = $1 AND id = $2", [workspaceId, id]);
}
