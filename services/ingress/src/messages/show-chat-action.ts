/** Takes the wish to show that a bot is typing or the like: for some seconds, if it goes now. */
import { operations, problem, type Route, route } from "@lumenflow/api";
import type { Database } from "@lumenflow/db";
import { drainOutbox } from "@lumenflow/jobs";
import { type Bellringer, ringAfterCommit } from "@lumenflow/queue";
import { isId } from "../ids.ts";
import { isChatId } from "../reading/find-chat.ts";

export interface ChatActionDeps extends Bellringer {
  readonly database: Pick<Database, "chatActions" | "chatMoves" | "connections">;
}

export function showChatAction(deps: ChatActionDeps): Route {
  const { chatActions, chatMoves, connections } = deps.database;
  return route(operations.showChatAction, async ({ params, body, principal }) => {
    const { workspaceId } = principal;
    const { id: connectionId } = params;
    const connection = isId(connectionId)
      ? await connections.find(workspaceId, connectionId)
      : null;
    if (connection === null) throw problem.notFound("There is no connection of this id here.");
    if (!isChatId(params.chatId)) throw problem.notFound("There is no such chat.");
    if (connection.status === "disconnecting" || connection.status === "disconnected") {
      throw problem.notUsable(`This connection is ${connection.status}. Connect the bot again.`);
    }
    const [chatId = params.chatId] = await chatMoves.idsOf({
      workspaceId,
      connectionId,
      chatId: params.chatId,
    });
    const { action, threadId = null } = body;
    const wish = { chatId, threadId, action };
    const asked = await chatActions.ask({ workspaceId, connectionId }, wish);
    if (asked) await ringAfterCommit(deps, drainOutbox, [{ connectionId }]);
    return { body: { asked } };
  });
}
