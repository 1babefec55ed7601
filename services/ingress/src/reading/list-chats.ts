/** Lists the chats that a connection's bot has met. */
import { operations, problem, type Route, route } from "@lumenflow/api";
import type { Database } from "@lumenflow/db";
import { isId } from "../ids.ts";
import { chatView } from "./chat-view.ts";
import { instantAndId, readCursor, writeCursor } from "./cursor.ts";

export interface ListChatsDeps {
  readonly connections: Pick<Database["connections"], "find">;
  readonly chats: Pick<Database["chats"], "list">;
}

export function listChats({ connections, chats }: ListChatsDeps): Route {
  return route(operations.listChats, async ({ params, query, principal }) => {
    const { workspaceId } = principal;
    const [at, chatId] = readCursor("c", query.cursor, instantAndId) ?? [];
    const known = isId(params.id) && (await connections.find(workspaceId, params.id));
    if (!known) throw problem.notFound();
    const after = at !== undefined && chatId !== undefined ? { at, chatId } : undefined;
    const rows = await chats.list(workspaceId, params.id, {
      search: query.q,
      after,
      limit: query.limit + 1,
    });
    const shown = rows.slice(0, query.limit);
    const last = shown.at(-1);
    const nextCursor =
      rows.length > shown.length && last !== undefined
        ? writeCursor("c", (last.lastUpdateAt ?? last.firstSeenAt).toISOString(), last.chatId)
        : null;
    return { body: { data: shown.map(chatView), nextCursor } };
  });
}
