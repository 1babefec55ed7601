/** The chats that a bot has met. */
import { queryOptions } from "@tanstack/react-query";
import type { AnswerOf } from "./contract.ts";
import { keptPages, pagesOf } from "./pages.ts";
import { request } from "./request.ts";

/** Most recently active first; `q` looks in titles and usernames, or is a chat's whole id. */
export function chatsQuery(connectionId: string, q: string) {
  return pagesOf({
    queryKey: ["chats", connectionId, "list", q],
    read: (cursor, signal) =>
      request<AnswerOf<"listChats">>("GET", `${pathOf(connectionId)}`, {
        query: { limit: 50, cursor, q: q === "" ? undefined : q },
        signal,
      }),
    keep: keptPages,
  });
}

export function chatQuery(connectionId: string, chatId: string) {
  return queryOptions({
    queryKey: ["chats", connectionId, "one", chatId],
    queryFn: ({ signal }) =>
      request<AnswerOf<"getChat">>("GET", `${pathOf(connectionId)}/${encodeURIComponent(chatId)}`, {
        signal,
      }),
  });
}

function pathOf(connectionId: string): string {
  return `/connections/${encodeURIComponent(connectionId)}/chats`;
}
