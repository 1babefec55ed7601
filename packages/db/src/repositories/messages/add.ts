/** Stores a request to send: the message, its parts, its approval and their places in the line, in one statement. */
import type { Asking, MessageStatus } from "@lumenflow/governance";
import type { Prepared, Sql } from "../../client.ts";
import { newId } from "../../ids.ts";
import { type Actor, initiatorOf } from "../actor.ts";
import { addressedTo, staysBehind } from "../chat-moves.ts";
import type { StoredFile } from "../message-row.ts";
import { isOwned, onlyPart, type PlacedPart, placesGiven } from "../outbox/placed.ts";

export interface NewPart {
  readonly method: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly files: readonly StoredFile[];
}

export interface NewMessage {
  readonly id: string;
  readonly workspaceId: string;
  readonly connectionId: string;
  readonly chatId: string;
  readonly threadId: string | null;
  /** One that is `queued` gets its places at once. */
  readonly status: MessageStatus;
  /** 0 interactive, 1 bulk. */
  readonly priority: 0 | 1;
  /** Not before everything asked for earlier in its chat and topic is finished. */
  readonly strictSequence?: boolean | undefined;
  readonly content: unknown;
  readonly options: unknown;
  readonly digest: string;
  readonly reason: string | null;
  readonly metadata: unknown;
  readonly requester: Actor;
  /** `system`: a card of ours, which Postgres lets go to linked chats alone. */
  readonly origin?: "system" | undefined;
  readonly idempotencyKey: string | null;
  readonly requestDigest: string | null;
  readonly policyEffect: string;
  readonly policyRuleId: string | null;
  /** Which revision of the rules decided. */
  readonly policyRevision?: number | undefined;
  readonly sendAt: Date | null;
  readonly expiresAt: Date | null;
  readonly parts: readonly NewPart[];
}

/** What is asked of people about a message, or that a rule has approved it. */
export interface NewApproval {
  readonly id: string;
  /** What its rule asks of it. */
  readonly terms?: unknown;
  readonly expiresAt: Date | null;
  /** Who decides, and when it goes on to others; left out: one approval by whoever may decide. */
  readonly asking?: Omit<Asking, "expiresAt"> | undefined;
  /** Where a rule approves by itself: what it is called. */
  readonly approvedByRule?: { readonly id: string; readonly name: string } | undefined;
}

export interface StoredMessage {
  /** Whether its line's owner was at work a moment ago: it hears of the place, and no bell need be rung. */
  readonly heard: boolean;
}

/**
 * Stores a message with its parts, its approval (a blocked one has none), its first transition and its
 * audit entries. One that is `queued` takes its places at the end of the line, addressed to where its chat
 * is now, and the line's owner is told. Null where the workspace has used the idempotency key (read
 * `requestOf` then), or the connection takes nothing more. The connection stays locked until the
 * transaction ends, so that places become visible in order: let nothing that waits come behind this.
 */
export async function addMessage(
  sql: Sql,
  message: NewMessage,
  approval: NewApproval | null,
): Promise<StoredMessage | null> {
  const queued = message.status === "queued";
  const [stored] = await sql<StoredMessage & { seq: string; part: PlacedPart | null }>(
    queued ? addQueued : addWaiting,
    [
      JSON.stringify(rowOf(message)),
      JSON.stringify(message.parts.map(partOf)),
      approval === null ? null : JSON.stringify(approvalOf(approval, message)),
    ],
  );
  if (stored === undefined) return null;
  const { workspaceId, connectionId } = message;
  const { seq, part, heard } = stored;
  if (queued) sql.tell(placesGiven({ connectionId, seq, part }));
  // What a rule approves asks nobody.
  if (approval !== null && approval.approvedByRule === undefined) {
    sql.tell({ channel: "approvals", about: { workspaceId, id: approval.id } });
  }
  return { heard };
}

function rowOf({ requester, parts: _parts, ...message }: NewMessage) {
  return {
    ...message,
    strictSequence: message.strictSequence ?? false,
    origin: message.origin ?? "request",
    requesterKind: requester.kind,
    requesterId: requester.id,
    requesterName: requester.name,
    initiator: initiatorOf(requester),
    transitionId: newId("transition"),
    auditId: newId("audit"),
  };
}

function partOf({ method, payload, files }: NewPart, ordinal: number) {
  return { id: newId("part"), ordinal, method, payload, files };
}

function approvalOf(approval: NewApproval, { requester }: NewMessage) {
  const { id, terms, expiresAt, asking, approvedByRule: rule } = approval;
  return {
    id,
    status: rule === undefined ? "pending" : "approved",
    terms: terms ?? null,
    expiresAt,
    approvers: asking?.approvers ?? [],
    required: asking?.required ?? 1,
    level: asking?.level ?? 0,
    escalateAt: asking?.escalateAt ?? null,
    remindAt: asking?.remindAt ?? null,
    decidedByKind: rule === undefined ? null : "system",
    decidedById: rule?.id ?? null,
    decidedByName: rule?.name ?? null,
    auditId: newId("audit"),
    action: rule === undefined ? "approval.requested" : "approval.approved",
    initiator: initiatorOf(requester),
    approver: rule === undefined ? null : "auto",
  };
}

/** SQL: whether a part's call costs Stars. */
export const isPaid = `p.payload @> '{"allow_paid_broadcast": true}'`;

/** SQL: statuses in which a connection takes no message. */
const closed = "('disconnecting', 'disconnected')";

// A message that is queued at once takes its place with the lock that a place takes; another one only
// keeps its connection as it is.
const takesPlaces = `
    UPDATE connections c SET last_seq = c.last_seq + jsonb_array_length($2::text::jsonb), wake_at = NULL
    FROM asked WHERE c.id = asked."connectionId" AND c.workspace_id = asked."workspaceId"
      AND c.status NOT IN ${closed}
    RETURNING c.id, c.last_seq`;
const staysOpen = `
    SELECT c.id, NULL::int8 AS last_seq FROM asked, connections c
    WHERE c.id = asked."connectionId" AND c.workspace_id = asked."workspaceId"
      AND c.status NOT IN ${closed} FOR SHARE OF c`;

// Where a chat goes on is asked of a function, which looks anew: a move may have been committed while
// this waited for the connection. What waits is redirected when it is queued. The trail's digests are
// salted here, as the trigger would do it, without looking each time for the salt that is at hand.
function adding(status: "queued" | "waiting", line: string): string {
  const chat = `CASE WHEN ${staysBehind("p.method")} THEN a.chat_id
      ELSE chat_goes_on_as(a.workspace_id, a.connection_id, a.chat_id) END`;
  const place = {
    queued: { chat, seq: "line.last_seq - n.total + p.ordinal + 1", at: "clock_timestamp()" },
    waiting: { chat: "a.chat_id", seq: "NULL::int8", at: "NULL::timestamptz" },
  }[status];
  return `
  WITH asked AS MATERIALIZED (
    SELECT * FROM jsonb_to_record($1::text::jsonb) AS m(id text, "workspaceId" text,
      "connectionId" text, "chatId" text, "threadId" text, status text, priority int,
      "strictSequence" bool, content jsonb, options jsonb, digest text, reason text, metadata jsonb,
      "requesterKind" text, "requesterId" text, "requesterName" text, origin text,
      "idempotencyKey" text, "requestDigest" text, "policyEffect" text, "policyRuleId" text,
      "policyRevision" int, "sendAt" timestamptz, "expiresAt" timestamptz, initiator text,
      "transitionId" text, "auditId" text)
  ), line AS (${line}
  ), added AS (
    INSERT INTO messages (id, workspace_id, connection_id, chat_id, thread_id, status, priority,
      strict_sequence, content, options, digest, reason, metadata, requester_kind, requester_id,
      requester_name, origin, idempotency_key, request_digest, policy_effect, policy_rule_id,
      policy_revision, send_at, expires_at, settled_at)
    SELECT m.id, "workspaceId", line.id, "chatId", "threadId", status, priority, "strictSequence",
      content, options, digest, reason, metadata, "requesterKind", "requesterId", "requesterName",
      origin, "idempotencyKey", "requestDigest", "policyEffect", "policyRuleId", "policyRevision",
      "sendAt", "expiresAt", CASE WHEN status = 'blocked' THEN clock_timestamp() END
    FROM asked m, line
    ON CONFLICT (workspace_id, idempotency_key) DO NOTHING
    RETURNING *, commitment_to(digest, commitment_salt) AS commitment
  ), parts AS (
    INSERT INTO message_parts (id, workspace_id, message_id, connection_id, chat_id, ordinal, method,
      payload, files, status, priority, paid, seq, queued_at)
    SELECT p.id, a.workspace_id, a.id, a.connection_id, goes_to.chat, p.ordinal, p.method,
      CASE WHEN goes_to.chat = a.chat_id THEN p.payload
        ELSE ${addressedTo("p.payload", "goes_to.chat")} END,
      p.files, '${status}', a.priority, ${isPaid}, ${place.seq}, ${place.at}
    FROM added a, line, (SELECT jsonb_array_length($2::text::jsonb) AS total OFFSET 0) n,
      jsonb_to_recordset($2::text::jsonb) AS p(id text, ordinal int, method text, payload jsonb, files jsonb),
      LATERAL (SELECT ${place.chat} AS chat OFFSET 0) goes_to
    RETURNING id, message_id, chat_id, priority, paid
  ), approval AS (
    INSERT INTO approvals (id, workspace_id, message_id, digest, status, policy_rule_id,
      policy_revision, terms, expires_at, approvers, required, level, escalate_at, remind_at,
      decided_by_kind, decided_by_id, decided_by_name, decided_at)
    SELECT g.id, a.workspace_id, a.id, a.digest, g.status, a.policy_rule_id, a.policy_revision,
      g.terms, g."expiresAt", g.approvers, g.required, g.level, g."escalateAt", g."remindAt",
      g."decidedByKind", g."decidedById", g."decidedByName",
      CASE WHEN g.status = 'approved' THEN now() END
    FROM added a, jsonb_to_record($3::text::jsonb) AS g(id text, status text, terms jsonb,
      "expiresAt" timestamptz, approvers text[], required int, level int, "escalateAt" timestamptz,
      "remindAt" timestamptz, "decidedByKind" text, "decidedById" text, "decidedByName" text)
    WHERE g.id IS NOT NULL
  ), noted AS (
    INSERT INTO message_transitions (id, workspace_id, message_id, at, status, actor)
    SELECT m."transitionId", a.workspace_id, a.id, clock_timestamp(), a.status, m.initiator
    FROM added a, asked m
  ), audited AS (
    INSERT INTO audit_entries (id, workspace_id, action, initiator, approver, rule_id, subject_id,
      input_digest, output, detail)
    SELECT m."auditId", a.workspace_id, 'message.requested', m.initiator, NULL, a.policy_rule_id, a.id,
      a.commitment, a.status, CASE WHEN a.policy_revision IS NOT NULL
        THEN jsonb_build_object('policyRevision', a.policy_revision) END
    FROM added a, asked m
    UNION ALL
    SELECT g."auditId", a.workspace_id, g.action, g.initiator, g.approver, a.policy_rule_id, g.id,
      a.commitment, NULL, NULL
    FROM added a, jsonb_to_record($3::text::jsonb) AS g(id text, "auditId" text, action text,
      initiator text, approver text)
    WHERE g.id IS NOT NULL
  )
  SELECT line.last_seq::text AS seq, (SELECT ${onlyPart} FROM parts) AS part,
    ${isOwned("line.id")} AS heard
  FROM added, line`;
}

// Made once: the text is what a prepared statement is known by.
const addQueued: Prepared = { name: "add-queued-message", text: adding("queued", takesPlaces) };
const addWaiting: Prepared = { name: "add-waiting-message", text: adding("waiting", staysOpen) };
