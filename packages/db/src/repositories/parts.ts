/** Parts: given a place in the line, taken out of it, and what their message makes of them. */
import {
  type MessageStatus,
  messageMachine,
  type PartStatus,
  partMachine,
  sourcesOf,
  statusOfParts,
  terminalStates,
} from "@lumenflow/governance";
import type { Client, Prepared, Sql } from "../client.ts";
import { newId } from "../ids.ts";
import { addressedTo, staysBehind } from "./chat-moves.ts";
import { onlyPart, type PlacedPart, placesGiven } from "./outbox/placed.ts";

/** Why a message failed or is in doubt, for the person who looks at it. */
export interface Failure {
  readonly code: string;
  readonly detail: string;
  readonly remedy: string | null;
}

/** A message of which parts have moved. */
export interface Touched {
  readonly workspaceId: string;
  readonly messageId: string;
  readonly actor: string;
  readonly failure?: Failure | undefined;
  /** What a person decided: noted in the timeline, which parts alone would not tell. */
  readonly note?: string | undefined;
}

export function createParts(_client: Client, sql: Sql) {
  return {
    /**
     * Puts parts at the end of their connections' lines, in the order given by message and ordinal,
     * addressed to where their chats are now, and notifies their owners. The connection's row stays locked until the transaction ends, so
     * that places become visible in order: make this the last statement. A line that is parked is due
     * again, so that the sweep finds it where the bell is lost. Returns the connections.
     */
    enqueue: (workspaceId: string, partIds: readonly string[]) =>
      enqueue(sql, workspaceId, partIds),

    /** Parts of a message in order, with their status. */
    of: (workspaceId: string, messageId: string) => partsOf(sql, workspaceId, messageId),

    /** Takes everything of these messages that is not under way out of the line, for good. */
    cancelUnsent: (workspaceId: string, messageIds: readonly string[]) =>
      cancelUnsent(sql, workspaceId, messageIds),

    /** Brings messages into line with their parts; see `follow`. */
    follow: (touched: readonly Touched[]) => follow(sql, touched),
  };
}

export interface KnownPart {
  readonly id: string;
  readonly ordinal: number;
  readonly status: PartStatus;
}

/** See `createParts().of`. */
export async function partsOf(
  sql: Sql,
  workspaceId: string,
  messageId: string,
): Promise<KnownPart[]> {
  return sql(
    `SELECT id, ordinal, status FROM message_parts
     WHERE workspace_id = $1 AND message_id = $2 ORDER BY ordinal`,
    [workspaceId, messageId],
  );
}

/** Somebody's word about parts in doubt: they were delivered, or are given up. */
export async function settleDoubt(
  sql: Sql,
  workspaceId: string,
  messageId: string,
  { to, partIds }: { readonly to: "sent" | "failed"; readonly partIds: readonly string[] },
): Promise<void> {
  await sql(
    `UPDATE message_parts SET status = $3, settled_at = clock_timestamp()
     WHERE workspace_id = $1 AND message_id = $2 AND id = ANY($4::text[])
       AND status = 'uncertain'`,
    [workspaceId, messageId, to, partIds],
  );
}

/** See `createParts().cancelUnsent`. */
export async function cancelUnsent(
  sql: Sql,
  workspaceId: string,
  messageIds: readonly string[],
): Promise<number> {
  const rows = await sql(
    `UPDATE message_parts SET status = 'cancelled', seq = NULL, settled_at = clock_timestamp()
     WHERE workspace_id = $1 AND message_id = ANY($2::text[]) AND status = ANY($3::text[])
     RETURNING id`,
    [workspaceId, messageIds, cancellable],
  );
  return rows.length;
}

/** See `createParts().enqueue`. */
export async function enqueue(
  sql: Sql,
  workspaceId: string,
  partIds: readonly string[],
): Promise<string[]> {
  const rows = await sql<{ connectionId: string; seq: string; part: PlacedPart | null }>(
    givePlaces,
    [workspaceId, JSON.stringify(partIds)],
  );
  for (const row of rows) sql.tell(placesGiven(row));
  return rows.map(({ connectionId }) => connectionId);
}

const givePlaces: Prepared = {
  name: "give-places",
  text: `
  WITH wanted AS (
     SELECT p.id, p.connection_id, CASE WHEN ${staysBehind("p.method")}
         THEN p.chat_id ELSE COALESCE(h.migrated_to, p.chat_id) END AS goes_to,
       row_number() OVER (PARTITION BY p.connection_id ORDER BY p.message_id, p.ordinal) AS place,
       count(*) OVER (PARTITION BY p.connection_id) AS total
     FROM message_parts p
     LEFT JOIN chats h ON h.workspace_id = p.workspace_id AND h.connection_id = p.connection_id
       AND h.chat_id = p.chat_id
     WHERE p.workspace_id = $1
       AND p.id = ANY (ARRAY(SELECT jsonb_array_elements_text($2::text::jsonb)))
   ), line AS (
     UPDATE connections c SET last_seq = c.last_seq + w.total, wake_at = NULL
     FROM (SELECT DISTINCT connection_id, total FROM wanted) w
     WHERE c.id = ANY (ARRAY(SELECT connection_id FROM wanted))
       AND c.workspace_id = $1 AND c.id = w.connection_id
     RETURNING c.id, c.last_seq, w.total
   ), placed AS (
     UPDATE message_parts p SET status = 'queued', seq = line.last_seq - line.total + wanted.place,
       queued_at = clock_timestamp(), not_before = NULL, error_code = NULL, error_detail = NULL,
       known = NULL, chat_id = wanted.goes_to,
       payload = CASE WHEN p.chat_id = wanted.goes_to THEN p.payload
         ELSE ${addressedTo("p.payload", "wanted.goes_to")} END
     FROM wanted JOIN line ON line.id = wanted.connection_id
     WHERE p.id = ANY (ARRAY(SELECT id FROM wanted))
       AND p.workspace_id = $1 AND p.id = wanted.id AND p.status IN ('waiting', 'failed', 'uncertain')
     RETURNING p.connection_id, p.seq, p.id, p.message_id, p.chat_id, p.priority, p.paid
   )
   SELECT connection_id AS "connectionId", max(seq)::text AS seq, ${onlyPart} AS part
   FROM placed GROUP BY connection_id`,
};

interface Known {
  readonly workspaceId: string;
  readonly id: string;
  readonly status: MessageStatus;
  /** Its connection sends nothing any more, for good. */
  readonly closed: boolean;
  readonly parts: { readonly id: string; readonly status: PartStatus }[];
}

/**
 * Brings messages into line with their parts, which the caller has changed in this transaction
 * while holding the messages' locks: the rest of a message with a failure or a doubt leaves the
 * line, the rest of one that goes on joins it, and the status is what the parts show. Nothing goes
 * on where the connection is being disconnected, or the message was ended: what is unsent is
 * cancelled.
 */
export async function follow(sql: Sql, touched: readonly Touched[]): Promise<void> {
  if (touched.length === 0) return;
  const about = new Map(touched.map((each) => [each.messageId, each]));
  // A statement of its own: it sees what others committed before the locks were granted.
  const messages = await sql<Known>(findTouched, [JSON.stringify([...about.keys()])]);
  const changes = [];
  for (const message of messages) {
    const each = about.get(message.id);
    if (each === undefined) continue;
    const statuses = await arrange(sql, message);
    const ended = statuses.every((each) => each === "cancelled");
    const status = ended ? "cancelled" : statusOfParts(statuses);
    if (status === null || status === message.status) continue;
    changes.push({
      workspace_id: message.workspaceId,
      id: message.id,
      to: status,
      sources: sourcesOf(messageMachine, status),
      settled: status === "uncertain" || terminal.includes(status) || status === "failed",
      noted: message.parts.length > 1 || each.note !== undefined,
      detail: each.note ?? null,
      actor: each.actor,
      failure_code: each.failure?.code ?? null,
      failure_detail: each.failure?.detail ?? null,
      failure_remedy: each.failure?.remedy ?? null,
      transition_id: newId("transition"),
      audit_id: newId("audit"),
    });
  }
  if (changes.length > 0) await sql(moveMessages, [JSON.stringify(changes)]);
}

const findTouched: Prepared = {
  name: "find-touched-messages",
  text: `
  SELECT m.workspace_id AS "workspaceId", m.id, m.status,
     c.status IN ('disconnecting', 'disconnected') AS closed,
     (SELECT jsonb_agg(jsonb_build_object('id', p.id, 'status', p.status) ORDER BY p.ordinal)
      FROM message_parts p WHERE p.workspace_id = m.workspace_id AND p.message_id = m.id) AS parts
   FROM messages m
   JOIN connections c ON c.workspace_id = m.workspace_id AND c.id = m.connection_id
   WHERE m.id = ANY (ARRAY(SELECT jsonb_array_elements_text($1::text::jsonb))) ORDER BY m.id`,
};

const terminal = terminalStates(messageMachine);

const cancellable = sourcesOf(partMachine, "cancelled");

async function arrange(sql: Sql, message: Known): Promise<PartStatus[]> {
  const statuses = message.parts.map(({ status }) => status);
  const has = (status: PartStatus) => statuses.includes(status);
  // Withdrawn or expired while a part was under way: what comes back unsent is not tried again.
  const withdrawn = has("cancelled") && (has("queued") || has("waiting"));
  if (message.closed || withdrawn) {
    await cancelUnsent(sql, message.workspaceId, [message.id]);
    return statuses.map((each) => (cancellable.includes(each) ? "cancelled" : each));
  }
  if (statuses.length === 1) return statuses;
  if (has("failed") || has("uncertain")) {
    if (!has("queued")) return statuses;
    await sql(
      `UPDATE message_parts SET status = 'waiting', seq = NULL
       WHERE workspace_id = $1 AND message_id = $2 AND status = 'queued'`,
      [message.workspaceId, message.id],
    );
    return statuses.map((status) => (status === "queued" ? "waiting" : status));
  }
  if (!has("sent") || !has("waiting") || has("sending") || has("queued")) return statuses;
  const rest = message.parts.filter(({ status }) => status === "waiting").map(({ id }) => id);
  await enqueue(sql, message.workspaceId, rest);
  return statuses.map((status) => (status === "waiting" ? "queued" : status));
}

// A part's own transition tells the story of a message with one part; of several, this adds the sum.
const moveMessages: Prepared = {
  name: "move-messages",
  text: `
  WITH given AS (
    SELECT * FROM jsonb_to_recordset($1::text::jsonb) AS g(workspace_id text, id text, "to" text,
      sources jsonb, settled boolean, noted boolean, detail text, actor text, failure_code text,
      failure_detail text, failure_remedy text, transition_id text, audit_id text)
  ), moved AS (
    UPDATE messages m SET status = g."to", updated_at = clock_timestamp(),
      settled_at = CASE WHEN g.settled THEN clock_timestamp() END,
      failure_code = g.failure_code, failure_detail = g.failure_detail,
      failure_remedy = g.failure_remedy
    FROM given g
    WHERE m.workspace_id = g.workspace_id AND m.id = g.id AND g.sources ? m.status
    RETURNING g.*
  ), noted AS (
    INSERT INTO message_transitions (id, workspace_id, message_id, at, status, actor, detail)
    SELECT transition_id, workspace_id, id, clock_timestamp(), "to", actor, detail FROM moved
    WHERE noted
  )
  INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id)
  SELECT audit_id, workspace_id, 'message.' || "to", actor, id FROM moved`,
};
