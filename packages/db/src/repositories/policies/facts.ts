/** What rules ask about a message beside itself: its chat, earlier contact, and how much was asked for already. */
import type { Budget, ChatType, Needs } from "@lumenflow/governance";
import type { Sql } from "../../client.ts";
import type { Actor } from "../actor.ts";

export interface Circumstance {
  readonly workspaceId: string;
  readonly connectionId: string;
  /** Every id that the chat has had, the one it has now first. */
  readonly chatIds: readonly string[];
  readonly requester: Pick<Actor, "kind" | "id">;
  readonly needs: Needs;
  /** A message that is judged again, and does not count against itself. */
  readonly besides?: string | undefined;
}

export interface Known {
  readonly chatType: ChatType | null;
  readonly firstContact: boolean | null;
  readonly used: ReadonlyMap<string, number>;
}

/** Ended early: they take no place in a budget, unless something of them went out before. */
export const uncounted = ["blocked", "rejected", "expired", "cancelled"];

/** SQL: whether a message takes a place. Half of one that was withdrawn or expired on its way counts as well. */
export function takesPlace(message: string, statuses: string): string {
  return `(${message}.status <> ALL(${statuses}) OR EXISTS (SELECT FROM message_parts o
    WHERE o.workspace_id = ${message}.workspace_id AND o.message_id = ${message}.id
      AND o.status IN ('sending', 'sent', 'uncertain')))`;
}

/**
 * One statement, and none where nothing is asked for. Each count walks an index and stops at the
 * budget's end.
 */
export async function circumstances(sql: Sql, asked: Circumstance): Promise<Known> {
  const { chatType, firstContact, budgets } = asked.needs;
  if (!chatType && !firstContact && budgets.length === 0) {
    return { chatType: null, firstContact: null, used: new Map() };
  }
  const values: unknown[] = [
    asked.workspaceId,
    asked.connectionId,
    asked.chatIds,
    asked.requester.kind,
    asked.requester.id,
    asked.besides ?? "",
    uncounted,
  ];
  const param = (value: unknown) => `$${values.push(value)}`;
  const counts = budgets.map((budget) => countOf(budget, param));
  const [row] = await sql<{ type: ChatType | null; first: boolean | null; counts: number[] }>(
    `SELECT ${chatType ? typeOfChat : "NULL"} AS type, ${firstContact ? isFirst : "NULL::boolean"} AS first,
       ARRAY[${counts.join(", ")}]::int[] AS counts
     FROM (VALUES ($1::text, $2::text, $3::text[], $4::text, $5::text, $6::text, $7::text[]))
       AS asked (workspace_id, connection_id, chat_ids, requester_kind, requester_id, besides, uncounted)`,
    values,
  );
  return {
    chatType: row?.type ?? null,
    firstContact: row?.first ?? null,
    used: new Map(budgets.map(({ key }, index) => [key, row?.counts[index] ?? 0])),
  };
}

/** Two requests that count the same wait for each other; locks are taken in one order. */
export async function lockPlaces(sql: Sql, asked: Circumstance): Promise<void> {
  const { workspaceId, connectionId, chatIds, requester, needs } = asked;
  const whose = {
    requester: `${requester.kind}:${requester.id}`,
    chat: `${connectionId}:${chatIds[0]}`,
  };
  const names = needs.budgets.map(({ by }) =>
    ["policy-budget", workspaceId, ...by.map((scope) => whose[scope])].join("/"),
  );
  await sql(
    `SELECT pg_advisory_xact_lock(key)::text FROM (
       SELECT DISTINCT hashtextextended(name, 0) AS key FROM unnest($1::text[]) AS names (name)
       ORDER BY key) AS keys`,
    [names],
  );
}

/** A number beyond nine digits behind -100 is a supergroup or a channel, which the number does not tell. */
const typeOfChat = `coalesce(
  (SELECT h.type FROM chats h WHERE h.workspace_id = asked.workspace_id
     AND h.connection_id = asked.connection_id AND h.chat_id = asked.chat_ids[1]),
  CASE WHEN asked.chat_ids[1] NOT LIKE '-%' THEN 'private'
       WHEN asked.chat_ids[1] NOT LIKE '-100%' THEN 'group' END)`;

const isFirst = `NOT EXISTS (SELECT 1 FROM messages m WHERE m.workspace_id = asked.workspace_id
  AND m.connection_id = asked.connection_id AND m.chat_id = ANY(asked.chat_ids)
  AND m.status = 'sent' AND m.id <> asked.besides)`;

function countOf({ by, withinSeconds, max }: Budget, param: (value: unknown) => string): string {
  const where = [
    by.includes("requester") &&
      "m.requester_kind = asked.requester_kind AND m.requester_id = asked.requester_id",
    by.includes("chat") &&
      "m.connection_id = asked.connection_id AND m.chat_id = ANY(asked.chat_ids)",
    withinSeconds !== null &&
      `m.created_at > clock_timestamp() - ${param(withinSeconds)}::int * interval '1 second'`,
  ].filter((each) => each !== false);
  return `(SELECT count(*) FROM (SELECT 1 FROM messages m WHERE m.workspace_id = asked.workspace_id
    AND ${where.join(" AND ")} AND ${takesPlace("m", "asked.uncounted")} AND m.id <> asked.besides
    LIMIT ${param(max)}::int) AS counted)`;
}
