/** Lists the people and bots that were met in a chat. */
import { operations, problem, type Route, route } from "@lumenflow/api";
import type { ChatMemberRow, Database } from "@lumenflow/db";
import { instantAndId, readCursor, writeCursor } from "./cursor.ts";
import { type FindChatDeps, findChat } from "./find-chat.ts";

export interface ListChatMembersDeps extends FindChatDeps {
  readonly chats: Pick<Database["chats"], "find">;
  readonly chatMembers: Pick<Database["chatMembers"], "list">;
}

export function listChatMembers(deps: ListChatMembersDeps): Route {
  return route(operations.listChatMembers, async ({ params, query, principal }) => {
    const [at, userId] = readCursor("m", query.cursor, instantAndId) ?? [];
    const chat = await findChat(deps, principal.workspaceId, params);
    const after = at !== undefined && userId !== undefined ? { at, userId } : undefined;
    const rows = await deps.chatMembers.list(chat, { after, limit: query.limit + 1 });
    if (rows.length === 0 && (await deps.chats.find(chat)) === null) throw problem.notFound();
    const shown = rows.slice(0, query.limit);
    const last = shown.at(-1);
    const nextCursor =
      rows.length > shown.length && last !== undefined
        ? writeCursor("m", last.lastSeenAt.toISOString(), last.userId)
        : null;
    return { body: { data: shown.map(memberView), nextCursor } };
  });
}

function memberView(row: ChatMemberRow) {
  return {
    userId: row.userId,
    name: row.name,
    username: row.username,
    isBot: row.isBot,
    status: row.status,
    statusAt: row.statusAt?.toISOString() ?? null,
    firstSeenAt: row.firstSeenAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
  };
}
