/** A chat's timeline: what came in and what goes out, interleaved. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { AnswerOf } from "./contract.ts";
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
  return infiniteQueryOptions({
    queryKey: ["timeline", chat.connectionId, chat.chatId, "all"],
    queryFn: ({ pageParam, signal }) => read(chat, 50, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
}

/** The last few of it: what was said before. */
export function latestOfTimelineQuery(chat: ChatAddress) {
  return queryOptions({
    queryKey: ["timeline", chat.connectionId, chat.chatId, "latest"],
    queryFn: ({ signal }) => read(chat, 12, undefined, signal),
  });
}
