/** Shows one chat. */
import { operations, problem, type Route, route } from "@lumenflow/api";
import type { Database } from "@lumenflow/db";
import { chatView } from "./chat-view.ts";
import { type FindChatDeps, findChat } from "./find-chat.ts";

export interface GetChatDeps extends FindChatDeps {
  readonly chats: Pick<Database["chats"], "find">;
}

export function getChat(deps: GetChatDeps): Route {
  return route(operations.getChat, async ({ params, principal }) => {
    const row = await deps.chats.find(await findChat(deps, principal.workspaceId, params));
    if (row === null) throw problem.notFound();
    return { body: chatView(row) };
  });
}
