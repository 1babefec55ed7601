/** Serves the operations on messages. */
import { checkCursor, operations, problem, type Route, route } from "@lumenflow/api";
import { isId } from "../ids.ts";
import { changeRoutes } from "./change-message.ts";
import { createMessage } from "./create-message.ts";
import type { MessageDeps } from "./deps.ts";
import { createMakeReady } from "./make-ready.ts";
import { presentDetail, presentMessage } from "./present.ts";
import { previewMessage } from "./preview-message.ts";
import { showChatAction } from "./show-chat-action.ts";

export function messageRoutes(deps: MessageDeps): Route[] {
  const { chatMoves, messages } = deps.database;
  const makeReady = createMakeReady(deps);
  return [
    createMessage(deps, makeReady),
    previewMessage(makeReady),
    showChatAction(deps),

    route(operations.listMessages, async ({ query, principal }) => {
      const { limit, cursor, chatId, ...filter } = query;
      checkCursor(cursor, "msg");
      const known = filter.connectionId === undefined || isId(filter.connectionId);
      const { workspaceId } = principal;
      const { connectionId } = filter;
      const chatIds =
        chatId && known ? await chatMoves.idsOf({ workspaceId, connectionId, chatId }) : undefined;
      const rows = known
        ? await messages.list(workspaceId, { ...filter, chatIds, cursor, limit: limit + 1 })
        : [];
      const data = rows.slice(0, limit).map(presentMessage);
      return { body: { data, nextCursor: rows.length > limit ? (data.at(-1)?.id ?? null) : null } };
    }),

    route(operations.getMessage, async ({ params: { id }, principal }) => {
      const row = isId(id) ? await messages.find(principal.workspaceId, id) : null;
      if (row === null) throw problem.notFound("There is no message of this id here.");
      return { body: presentDetail(row, await messages.timeline(row.workspaceId, id)) };
    }),

    ...changeRoutes(deps),
  ];
}
