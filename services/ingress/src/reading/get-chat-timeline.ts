/** Shows a chat's updates and messages interleaved. */
import {
  type AcceptedView,
  JsonText,
  type MessageView,
  operations,
  problem,
  type Route,
  route,
  updateJson,
} from "@lumenflow/api";
import type { Database, TimelineRow } from "@lumenflow/db";
import { instantAndId, readCursor, writeCursor } from "./cursor.ts";
import { type FindChatDeps, findChat } from "./find-chat.ts";

export interface SeenMessage {
  readonly message: MessageView;
  readonly parts: AcceptedView["parts"];
}

export interface ChatTimelineDeps extends FindChatDeps {
  readonly chats: Pick<Database["chats"], "find" | "said" | "timeline">;
  readonly messageView: (workspaceId: string, id: string) => Promise<SeenMessage | null>;
}

export function getChatTimeline(deps: ChatTimelineDeps): Route {
  const { chats, messageView } = deps;
  return route(operations.getChatTimeline, async ({ params, query, principal }) => {
    const { workspaceId } = principal;
    const { cursor, limit, messageId } = query;
    const [at, id] = readCursor("t", cursor, instantAndId) ?? [];
    const chat = await findChat(deps, workspaceId, params);
    const after = at !== undefined && id !== undefined ? { at, id } : undefined;
    const rows =
      messageId === undefined
        ? await chats.timeline(chat, { after, limit: limit + 1 })
        : await chats.said({ ...chat, messageId });
    if (rows.length === 0 && (await chats.find(chat)) === null) throw problem.notFound();

    const shown = rows.slice(0, limit);
    const items = await Promise.all(shown.map((row) => itemJson(row, workspaceId)));
    const last = shown.at(-1);
    const nextCursor =
      rows.length > shown.length && last !== undefined
        ? JSON.stringify(writeCursor("t", last.at.toISOString(), last.id))
        : "null";
    const data = items.filter((item) => item !== null).join(",");
    return { body: new JsonText(`{"data":[${data}],"nextCursor":${nextCursor}}`) };
  });

  async function itemJson(row: TimelineRow, workspaceId: string): Promise<string | null> {
    const at = JSON.stringify(row.at);
    if (row.update !== null) {
      return `{"direction":"inbound","at":${at},"update":${updateJson(row.update)}}`;
    }
    const seen = await messageView(workspaceId, row.id);
    if (seen === null) return null;
    const { message, parts } = seen;
    return JSON.stringify({ direction: "outbound", at: row.at, message, parts });
  }
}
