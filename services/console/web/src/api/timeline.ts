/** A chat's timeline: what came in and what goes out, interleaved. */
import { queryOptions } from "@tanstack/react-query";
import type { AnswerOf } from "./contract.ts";
import { pagesOf } from "./pages.ts";
import { request } from "./request.ts";

interface ChatAddress {
  readonly connectionId: string;
  readonly chatId: string;
}

function read(
  { connectionId, chatId }: ChatAddress,
  limit: number,
  cursor?: string,
  signal?: AbortSignal,
) {
  const path = `/connections/${encodeURIComponent(connectionId)}/chats/${encodeURIComponent(chatId)}/timeline`;
  return request<AnswerOf<"getChatTimeline">>("GET", path, { query: { limit, cursor }, signal });
}

/** Newest first. */
export function timelineQuery(chat: ChatAddress) {
  return pagesOf({
    queryKey: ["timeline", chat.connectionId, chat.chatId, "all"],
    read: (cursor, signal) => read(chat, 50, cursor, signal),
  });
}

/** The last few of it: what was said before. */
export function latestOfTimelineQuery(chat: ChatAddress) {
  return queryOptions({
    queryKey: ["timeline", chat.connectionId, chat.chatId, "latest"],
    queryFn: ({ signal }) => read(chat, 12, undefined, signal),
  });
}
