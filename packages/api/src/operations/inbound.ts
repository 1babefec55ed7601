/** The operations that read what came in. */
import { operation } from "../operation.ts";
import { cursorQuery, idParams, page } from "../schemas/common.ts";
import {
  chat,
  chatMember,
  chatParams,
  chatsQuery,
  timelineItem,
  updatesPage,
  updatesQuery,
} from "../schemas/inbound.ts";

const tag = "Inbound" as const;
const moved = "The id of a group that became a supergroup leads to the supergroup.";

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
    query: chatsQuery,
    answer: { status: 200, schema: page(chat) },
    problems: ["E044"],
  }),
  getChat: operation({
    id: "getChat",
    method: "get",
    path: "/connections/{id}/chats/{chatId}",
    summary: "A chat that a bot has met",
    description: moved,
    tag,
    scopes: ["updates:read", "messages:send"],
    params: chatParams,
    answer: { status: 200, schema: chat },
    problems: ["E044"],
  }),
  listChatMembers: operation({
    id: "listChatMembers",
    method: "get",
    path: "/connections/{id}/chats/{chatId}/members",
    summary: "The people and bots that were met in a chat, most recently seen first",
    description: `Telegram shows a bot only those who write, press, come or go, so this is no complete list. ${moved}`,
    tag,
    scopes: ["updates:read"],
    params: chatParams,
    query: cursorQuery,
    answer: { status: 200, schema: page(chatMember) },
    problems: ["E044"],
  }),
  getChatTimeline: operation({
    id: "getChatTimeline",
    method: "get",
    path: "/connections/{id}/chats/{chatId}/timeline",
    summary: "A chat's updates and messages interleaved, newest first",
    description: `${moved} The timeline is of both.`,
    tag,
    scopes: ["updates:read"],
    params: chatParams,
    query: cursorQuery,
    answer: { status: 200, schema: page(timelineItem) },
    problems: ["E044"],
  }),
};
