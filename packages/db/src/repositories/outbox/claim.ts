/** Claims parts at the moment they are due: all that must hold for sending, in one statement. */
import type { Prepared, Sql } from "../../client.ts";
import { newId } from "../../ids.ts";
import { botStatus } from "../chats.ts";
import type { StoredFile } from "../message-row.ts";
import { gate } from "../pauses/gate.ts";
import { rowIs } from "../row-is.ts";
import { sendable } from "./owner.ts";
import { isEarly } from "./sequence.ts";
import { inBacklog, stoodStill } from "./stood-still.ts";

export interface WantedPart {
  readonly connectionId: string;
  /** The fence under which the caller owns the connection. */
  readonly fence: string;
  readonly partId: string;
}

export interface ClaimedPart {
  readonly partId: string;
  readonly workspaceId: string;
  readonly messageId: string;
  readonly chatId: string;
  readonly method: string;
  readonly payload: Record<string, unknown>;
  readonly files: readonly StoredFile[];
  /** What the approval is bound to; the sender digests again what it is about to send. */
  readonly digest: string;
  readonly digested: {
    readonly botId: string;
    /** The chat as it was approved. */
    readonly chatId: string;
    readonly threadId: string | null;
    /** Every id that the chat has had, where it has moved. */
    readonly chatIds: readonly string[];
    readonly parts: readonly {
      method: string;
      payload: Record<string, unknown>;
      files: readonly StoredFile[];
    }[];
  };
  /** Counts from 1. */
  readonly attempt: number;
  /** What the bot is in the chat, as far as is known. */
  readonly botStatus: string | null;
  /** Whether it costs Stars, and whether the connection lets it. */
  readonly paid: boolean;
  readonly paidAllowed: boolean;
}

export type ClaimAnswer =
  | { readonly kind: "claimed"; readonly part: ClaimedPart }
  /** Not in the line any more, or not to be sent: forget it. */
  | { readonly kind: "part-refused" }
  /** Another owner, a pause, a hold or a disconnect: look at the connection. */
  | { readonly kind: "owner-refused" };

/**
 * Moves parts from `queued` to `sending` and returns what is to be sent, one answer per part wanted.
 * A part is claimed only while its connection is owned under this fence, not held or disconnecting,
 * neither it nor its workspace nor the installation paused, nothing of what waited through a long stop
 * without a person's word, its message not expired and approved with the very digest it has, and every
 * earlier part of the message sent. A message in strict sequence whose turn has not come leaves the line
 * instead, until the keeper finds that it has. All parts of all connections of a process travel in one
 * call.
 */
export async function claim(sql: Sql, wanted: readonly WantedPart[]): Promise<ClaimAnswer[]> {
  const given = wanted.map(({ connectionId, fence, partId }) => ({
    connection_id: connectionId,
    fence,
    part_id: partId,
    transition_id: newId("transition"),
    audit_id: newId("audit"),
  }));
  const rows = await sql<Row>(statement, [JSON.stringify(given)]);
  // By fence as well: a former owner of the same process may want the same part in the same call.
  const found = new Map(rows.map((row) => [`${row.partId} ${row.fence}`, row]));
  return wanted.map(({ partId, fence }) => answerOf(found.get(`${partId} ${fence}`)));
}

type Row = ClaimedPart & {
  readonly fence: string;
  readonly owned: boolean;
  readonly claimed: boolean;
};

function answerOf(row: Row | undefined): ClaimAnswer {
  if (row?.claimed === true) {
    const { fence: _fence, owned: _owned, claimed: _claimed, ...part } = row;
    return { kind: "claimed", part };
  }
  return { kind: row?.owned === true ? "part-refused" : "owner-refused" };
}

// What goes out is digested as it was claimed: a change committed while the claim waited for its row
// is seen by the row that it updates, but not by what it only reads. So the ids of a chat that moved
// meanwhile are asked of a function, which looks anew.
// What is wanted comes as one document: of arrays Postgres knows the lengths each time, finds each plan
// better than one for all, and would plan for longer than it runs. The plan it keeps was made when lines
// may have been empty, and must hold where a hundred thousand wait: rows are found by their ids, one at a
// time (`LATERAL`), and a status is asked of the row alone (`rowIs`), never of an index that was empty.
// Locks are taken in one order everywhere: the gate, then connections, then messages, each by id, then
// parts. The share locks make a pause, a take-over or a disconnect wait for this, or this see them.
const sendableStatuses = sendable.map((status) => `'${status}'`).join(", ");

const statement: Prepared = {
  name: "claim-parts",
  text: `
  WITH wanted AS (
    SELECT * FROM jsonb_to_recordset($1::text::jsonb) AS w(connection_id text, fence int8,
      part_id text, transition_id text, audit_id text)
  ), gate AS MATERIALIZED (
    SELECT ${gate} AS paused
  ), held AS (
    SELECT c.* FROM gate,
      (SELECT DISTINCT connection_id AS id FROM wanted ORDER BY connection_id) w,
      LATERAL (SELECT id, workspace_id, fence, bot_id, paid_broadcast, backlog_seq,
          backlog_asks_after, backlog_decided_at
        FROM connections WHERE id = w.id AND status IN (${sendableStatuses})
          AND outbound_paused_at IS NULL
          AND NOT gate.paused && ARRAY['installation', workspace_id]
          AND (hold_until IS NULL OR hold_until <= clock_timestamp()) FOR SHARE) c
  ), owned AS MATERIALIZED (
    SELECT c.id, c.workspace_id, c.fence, c.bot_id, c.paid_broadcast, c.backlog_seq FROM held c
    WHERE NOT ${stoodStill("c")}
  ), mine AS (
    SELECT w.*, o.workspace_id, o.bot_id, o.paid_broadcast, o.backlog_seq
    FROM wanted w JOIN owned o ON o.id = w.connection_id AND o.fence = w.fence
  ), ready AS MATERIALIZED (
    SELECT mine.*, p.message_id, p.ordinal
    FROM mine, LATERAL (SELECT * FROM message_parts
      WHERE workspace_id = mine.workspace_id AND id = mine.part_id OFFSET 0) p
    WHERE p.connection_id = mine.connection_id AND p.status = 'queued'
      AND NOT ${inBacklog("p", "mine.backlog_seq")}
      AND (p.ordinal = 0 OR NOT EXISTS (SELECT 1 FROM message_parts e
        WHERE e.workspace_id = p.workspace_id AND e.message_id = p.message_id
          AND e.ordinal < p.ordinal AND e.status <> 'sent' OFFSET 0))
    ORDER BY p.message_id
  ), fit AS (
    SELECT ready.*, m.chat_id, m.thread_id, m.digest,
      m.strict_sequence AND ready.ordinal = 0 AS in_sequence
    FROM ready, LATERAL (SELECT * FROM messages WHERE id = ready.message_id
      AND workspace_id = ready.workspace_id AND ${rowIs("status", "queued", "sending")}
      AND (expires_at IS NULL OR expires_at > clock_timestamp()) FOR NO KEY UPDATE) m
    WHERE EXISTS (SELECT 1 FROM approvals a WHERE a.workspace_id = m.workspace_id
        AND a.message_id = m.id AND a.status = 'approved' AND a.digest = m.digest OFFSET 0)
  ), early AS (
    SELECT m.workspace_id, m.message_id FROM fit m WHERE m.in_sequence AND ${isEarly("m")}
  ), stepped_back AS (
    UPDATE message_parts p SET status = 'waiting', seq = NULL FROM early
    WHERE p.workspace_id = early.workspace_id AND p.message_id = early.message_id
      AND ${rowIs("p.status", "queued")}
  ), claimed AS (
    UPDATE message_parts p SET status = 'sending', fence = fit.fence, attempt = p.attempt + 1,
      claimed_at = clock_timestamp(), settled_at = NULL, not_before = NULL
    FROM fit
    WHERE p.workspace_id = fit.workspace_id AND p.id = fit.part_id AND ${rowIs("p.status", "queued")}
      AND fit.message_id NOT IN (SELECT message_id FROM early)
    RETURNING fit.*, p.method, p.payload, p.files, p.attempt, p.paid, p.chat_id AS part_chat_id
  ), moved AS (
    UPDATE messages m SET status = 'sending', updated_at = clock_timestamp()
    FROM claimed c
    WHERE m.workspace_id = c.workspace_id AND m.id = c.message_id AND ${rowIs("m.status", "queued")}
    RETURNING m.workspace_id, m.id, c.audit_id
  ), noted AS (
    INSERT INTO message_transitions (id, workspace_id, message_id, part_id, at, status, actor, attempt)
    SELECT transition_id, workspace_id, message_id, part_id, clock_timestamp(), 'sending', 'sender',
      attempt FROM claimed
  ), audited AS (
    INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id)
    SELECT audit_id, workspace_id, 'message.sending', 'system', id FROM moved
  )
  SELECT w.part_id AS "partId", w.fence::text AS fence, o.id IS NOT NULL AS owned, c.part_id IS NOT NULL AS claimed,
    c.workspace_id AS "workspaceId", c.message_id AS "messageId", c.part_chat_id AS "chatId",
    c.method, c.payload, c.files, c.attempt, c.digest, c.paid, c.paid_broadcast AS "paidAllowed",
    (SELECT ${botStatus} FROM chats WHERE chats.workspace_id = c.workspace_id
       AND chats.connection_id = c.connection_id AND chats.chat_id = c.part_chat_id) AS "botStatus",
    jsonb_build_object('botId', c.bot_id, 'chatId', c.chat_id, 'threadId', c.thread_id,
      'chatIds', ids_of_moved_chat(c.workspace_id, c.connection_id, c.chat_id),
      'parts',
      (SELECT jsonb_agg(CASE WHEN p.id = c.part_id
           THEN jsonb_build_object('method', c.method, 'payload', c.payload, 'files', c.files)
           ELSE jsonb_build_object('method', p.method, 'payload', p.payload, 'files', p.files) END
         ORDER BY p.ordinal)
       FROM message_parts p WHERE p.workspace_id = c.workspace_id AND p.message_id = c.message_id)
    ) AS digested
  FROM wanted w
  LEFT JOIN owned o ON o.id = w.connection_id AND o.fence = w.fence
  LEFT JOIN claimed c ON c.part_id = w.part_id AND c.fence = w.fence`,
};
