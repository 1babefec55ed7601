/** Lists messages, newest first, page by page. */
import type { Sql } from "../../client.ts";
import { type MessageRow, messageColumns, messagesFrom } from "../message-row.ts";
import { waitingFor } from "../outbox/waiting-for.ts";

export interface MessageFilter {
  readonly connectionId?: string | undefined;
  /** All ids that a chat has had. */
  readonly chatIds?: readonly string[] | undefined;
  /** Any of these. */
  readonly status?: readonly string[] | undefined;
  readonly waitingFor?: string | undefined;
  readonly failureCode?: string | undefined;
  /** The last id seen. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** What was asked for, without our own cards. */
export async function listMessages(
  sql: Sql,
  workspaceId: string,
  filter: MessageFilter,
): Promise<MessageRow[]> {
  const { connectionId, chatIds, limit } = filter;
  if (connectionId === undefined || chatIds === undefined) return page(sql, workspaceId, filter);
  // Each id by itself, in the order of its index: of several at once all that was ever said would be sorted.
  const pages = await Promise.all(chatIds.map((chatId) => page(sql, workspaceId, filter, chatId)));
  return pages.flat().toSorted(newestFirst).slice(0, limit);
}

/** By id; with `chatId`, which goes before the filter's, of that chat alone and by when it was asked for. */
async function page(
  sql: Sql,
  workspaceId: string,
  filter: MessageFilter,
  chatId?: string,
): Promise<MessageRow[]> {
  // One status is looked up in the order of the list; several would have to be sorted.
  const only = filter.status?.length === 1 ? filter.status[0] : undefined;
  const { chat, after, order } = chatId === undefined ? ofAll : ofChat;
  // Limited before anything else is looked up, but for what is only known then.
  const most = filter.waitingFor === undefined ? "LIMIT $6" : "";
  const found = `(SELECT * FROM messages m
     WHERE m.workspace_id = $1 AND m.origin <> 'system'
       AND ($2::text IS NULL OR m.connection_id = $2)
       AND ${chat}
       AND ($4::text IS NULL OR m.status = $4)
       AND ($9::text[] IS NULL OR m.status = ANY($9::text[]))
       AND ${filter.cursor === undefined ? "$5::text IS NULL" : after}
       AND ($8::text IS NULL OR coalesce(m.failure_code, 'unknown') = $8)
     ORDER BY ${order} ${most})`;
  return sql<MessageRow>(
    `SELECT ${messageColumns} FROM ${messagesFrom(found)}
     WHERE ($7::text IS NULL OR ${waitingFor} = $7)
     ORDER BY ${order} LIMIT $6`,
    [
      workspaceId,
      filter.connectionId ?? null,
      chatId ?? filter.chatIds ?? null,
      only ?? null,
      filter.cursor ?? null,
      filter.limit,
      filter.waitingFor ?? null,
      filter.failureCode ?? null,
      only === undefined ? (filter.status ?? null) : null,
    ],
  );
}

const ofAll = {
  chat: "($3::text[] IS NULL OR m.chat_id = ANY($3::text[]))",
  after: "m.id < $5",
  order: "m.id DESC",
};

const ofChat = {
  chat: "m.chat_id = $3",
  after: `(m.created_at, m.id) < (
    SELECT o.created_at, o.id FROM messages o WHERE o.workspace_id = $1 AND o.id = $5)`,
  order: "m.created_at DESC, m.id DESC",
};

function newestFirst(a: MessageRow, b: MessageRow): number {
  return b.createdAt.getTime() - a.createdAt.getTime() || (b.id < a.id ? -1 : 1);
}
