/** Records what became of claimed parts. */
import type { Prepared, Sql } from "../../client.ts";
import { newId } from "../../ids.ts";
import { addressedTo, type ChatMove, followMove } from "../chat-moves.ts";
import type { Known } from "../message-row.ts";
import { type Failure, follow } from "../parts.ts";
import { rowIs } from "../row-is.ts";

interface Claimed {
  readonly workspaceId: string;
  readonly messageId: string;
  readonly partId: string;
  /** The fence under which it was claimed. */
  readonly fence: string;
  /** Whether its message is known to have no other part. */
  readonly alone?: boolean | undefined;
}

export type PartResult = Claimed &
  (
    | {
        readonly to: "sent";
        readonly messageIds: readonly string[];
        readonly detail?: string;
      }
    | { readonly to: "failed"; readonly failure: Failure; readonly code?: number }
    | {
        readonly to: "uncertain";
        readonly failure: Failure;
        readonly known: Known;
        readonly code?: number;
      }
    /** Certainly not sent: back to its place in the line. */
    | {
        readonly to: "queued";
        readonly waitMs: number;
        /** False where the attempt does not count: a hold, a stale claim. */
        readonly spent: boolean;
        readonly detail: string;
        /** The chat's new id, where the group became a supergroup. */
        readonly newChatId?: string | undefined;
      }
  );

/**
 * Records results and brings the messages into line, in the caller's transaction. A result counts
 * while the part is still under way under the same fence. Returns the results that counted.
 */
export async function record(sql: Sql, results: readonly PartResult[]): Promise<Set<PartResult>> {
  return recordFrom(sql, "sending", results);
}

/**
 * After a take-over a late answer still ends the doubt: `uncertain` becomes `sent` or `failed`. Then
 * the rest of a message may join the line, so this locks the lines first, as everybody does: it needs
 * a transaction of its own, which holds no message yet. Returns the results that counted.
 */
export async function recordLate(
  sql: Sql,
  results: readonly PartResult[],
): Promise<Set<PartResult>> {
  const late = results.filter(({ to }) => to === "sent" || to === "failed");
  if (late.length === 0) return new Set();
  await sql(
    `SELECT id FROM connections WHERE id IN (
       SELECT p.connection_id FROM ${partsOf} p WHERE p.status = 'uncertain')
     ORDER BY id FOR NO KEY UPDATE`,
    keysOf(late),
  );
  return recordFrom(sql, "uncertain", late);
}

/** SQL: the parts whose workspaces and ids are the statement's two values, as `keysOf` gives them. */
const partsOf = `(SELECT p.* FROM unnest($1::text[], $2::text[]) k(workspace_id, id)
  JOIN message_parts p ON p.workspace_id = k.workspace_id AND p.id = k.id)`;

const keysOf = (results: readonly Pick<Claimed, "workspaceId" | "partId">[]) => [
  results.map(({ workspaceId }) => workspaceId),
  results.map(({ partId }) => partId),
];

// By fence as well: a former owner of the same process may answer for the same part in the same call.
type ClaimOf = Pick<Claimed, "partId" | "fence">;
const claimOf = ({ partId, fence }: ClaimOf) => `${partId} ${fence}`;

/** How much a result knows, least first: whoever takes a line over only doubts, or repeats what does no harm. */
const knowing: readonly PartResult["to"][] = ["uncertain", "queued", "failed", "sent"];

/** One result for each claim: of a take-over's and its former owner's in the same call the one that knows. */
function oneOfEach(results: readonly PartResult[]): PartResult[] {
  const best = new Map<string, PartResult>();
  for (const result of results) {
    const other = best.get(claimOf(result));
    if (other === undefined || knowing.indexOf(other.to) < knowing.indexOf(result.to))
      best.set(claimOf(result), result);
  }
  return [...best.values()];
}

async function recordFrom(
  sql: Sql,
  from: "sending" | "uncertain",
  all: readonly PartResult[],
): Promise<Set<PartResult>> {
  const results = oneOfEach(all);
  const heirs = await followMoves(sql, results);
  const given = results.map((result) => ({
    workspace_id: result.workspaceId,
    message_id: result.messageId,
    part_id: result.partId,
    fence: result.fence,
    to: result.to,
    message_ids: result.to === "sent" ? result.messageIds : [],
    error_code: "code" in result ? (result.code ?? null) : null,
    detail: "failure" in result ? result.failure.detail : (result.detail ?? null),
    known: result.to === "uncertain" ? result.known : null,
    wait_ms: result.to === "queued" ? result.waitMs : null,
    unspent: result.to === "queued" && !result.spent ? 1 : 0,
    new_chat_id: heirs.get(result.partId) ?? null,
    transition_id: newId("transition"),
  }));
  const rows = await sql<ClaimOf>(statements[from], [JSON.stringify(given)]);
  const settled = new Set(rows.map(claimOf));
  const counted = results.filter((result) => settled.has(claimOf(result)));
  await follow(
    sql,
    counted.map((result) => ({
      workspaceId: result.workspaceId,
      messageId: result.messageId,
      actor: "system",
      failure: "failure" in result ? result.failure : undefined,
    })),
  );
  return new Set(counted);
}

/** Telegram said that chats have moved, which is so whether or not the results count: where their parts go now. */
async function followMoves(
  sql: Sql,
  results: readonly PartResult[],
): Promise<ReadonlyMap<string, string>> {
  const moved = results.flatMap((each) =>
    each.to === "queued" && each.newChatId !== undefined
      ? [{ ...each, newChatId: each.newChatId }]
      : [],
  );
  const heirs = new Map<string, string>();
  if (moved.length === 0) return heirs;
  const told = new Map(moved.map(({ partId, newChatId }) => [partId, newChatId]));
  const parts = await sql<{ id: string } & Omit<ChatMove, "to">>(
    `SELECT id, workspace_id AS "workspaceId", connection_id AS "connectionId", chat_id AS "from"
     FROM ${partsOf} p ORDER BY connection_id`,
    keysOf(moved),
  );
  for (const { id, ...chat } of parts) {
    heirs.set(id, await followMove(sql, { ...chat, to: told.get(id) ?? chat.from }));
  }
  return heirs;
}

// A take-over turns what is under way into doubt in a statement like this one: whichever comes first,
// the other finds the part changed. So the connection need not be locked for what is under way.
function recordOf(from: "sending" | "uncertain"): Prepared {
  return {
    name: `record-results-of-${from}`,
    text: `
  WITH given AS (
    SELECT * FROM jsonb_to_recordset($1::text::jsonb) AS g(workspace_id text, message_id text,
      part_id text, fence int8, "to" text, message_ids text[], error_code int, detail text,
      known jsonb, wait_ms float8, unspent int, new_chat_id text, transition_id text)
  ), held AS (
    SELECT g.*, m.connection_id, m.chat_id FROM (SELECT * FROM given ORDER BY message_id) g,
      LATERAL (SELECT connection_id, chat_id FROM messages WHERE id = g.message_id
        FOR NO KEY UPDATE) m
  ), settled AS (
    UPDATE message_parts p SET status = g."to", settled_at = clock_timestamp(),
      telegram_message_ids = g.message_ids, error_code = g.error_code, error_detail = g.detail,
      known = g.known,
      attempt = p.attempt - g.unspent,
      not_before = clock_timestamp() + g.wait_ms * interval '1 millisecond',
      chat_id = coalesce(g.new_chat_id, p.chat_id),
      payload = CASE WHEN g.new_chat_id IS NULL THEN p.payload
        ELSE ${addressedTo("p.payload", "g.new_chat_id")} END
    FROM held g
    WHERE p.workspace_id = g.workspace_id AND p.id = g.part_id AND p.fence = g.fence
      AND ${rowIs("p.status", from)}
    RETURNING g.*, p.attempt + g.unspent AS attempt
  ), noted AS (
    INSERT INTO message_transitions (id, workspace_id, message_id, part_id, at, status, actor,
      attempt, detail)
    SELECT transition_id, workspace_id, message_id, part_id, clock_timestamp(), "to", 'sender',
      attempt, detail FROM settled
  )
  SELECT part_id AS "partId", fence::text AS fence FROM settled`,
  };
}

// Made once: the text is what a prepared statement is known by.
const statements = { sending: recordOf("sending"), uncertain: recordOf("uncertain") };
