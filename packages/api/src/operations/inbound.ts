/** The operations that read what came in. */
import { operation } from "../operation.ts";
import { cursorQuery, idParams, page } from "../schemas/common.ts";
import { chat, chatParams, timelineItem, updatesPage, updatesQuery } from "../schemas/inbound.ts";

const tag = "Inbound" as const;

export const inboundOperations = {
  listUpdates: operation({
    id: "listUpdates",
    method: "get",
    path: "/updates",
    summary: "Read updates in an order in which nothing appears behind the cursor later",
    tag,
    scopes: ["updates:read"],
    query: updatesQuery,
    answer: { status: 200, schema: updatesPage },
  }),
  listChats: operation({
    id: "listChats",
    method: "get",
    path: "/connections/{id}/chats",
    summary: "The chats a bot has met, most recently active first",
    tag,
    scopes: ["updates:read", "messages:send"],
    params: idParams,
    query: cursorQuery,
    answer: { status: 200, schema: page(chat) },
    problems: ["E044"],
  }),
  getChatTimeline: operation({
    id: "getChatTimeline",
    method: "get",
    path: "/connections/{id}/chats/{chatId}/timeline",
    summary: "A chat's updates and messages interleaved, newest first",
    tag,
    scopes: ["updates:read"],
    params: chatParams,
    query: cursorQuery,
    answer: { status: 200, schema: page(timelineItem) },
    problems: ["E044"],
  }),
};
