/** A chat's timeline: what came in and what goes out, interleaved. */
import { queryOptions } from "@tanstack/react-query";
import type { AnswerOf } from "./contract.ts";
import { pagesOf } from "./pages.ts";
import { request } from "./request.ts";

export interface ChatAddress {
  readonly connectionId: string;
  readonly chatId: string;
}

interface Wanted {
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Telegram's id of the one that is looked for. */
  readonly messageId?: string;
}

function read({ connectionId, chatId }: ChatAddress, query: Wanted, signal: AbortSignal) {
  const path = `/connections/${encodeURIComponent(connectionId)}/chats/${encodeURIComponent(chatId)}/timeline`;
  return request<AnswerOf<"getChatTimeline">>("GET", path, { query: { ...query }, signal });
}

/** Some screens around the reader: whatever happens anywhere, so many pages are read again. */
export const keptOfTimeline = 3;

/** Newest first. */
export function timelineQuery(chat: ChatAddress) {
  return pagesOf({
    queryKey: ["timeline", chat.connectionId, chat.chatId, "all"],
    read: (cursor, signal) => read(chat, { limit: 50, cursor }, signal),
    keep: keptOfTimeline,
  });
}

/** The last few of it: what was said before. */
export function latestOfTimelineQuery(chat: ChatAddress) {
  return queryOptions({
    queryKey: ["timeline", chat.connectionId, chat.chatId, "latest"],
    queryFn: ({ signal }) => read(chat, { limit: 12 }, signal),
  });
}

/** What Telegram knows by this id in the chat, as it was said last; null where it is not kept here. */
export function saidQuery(chat: ChatAddress, messageId: string) {
  return queryOptions({
    queryKey: ["said", chat.connectionId, chat.chatId, messageId],
    queryFn: async ({ signal }) => {
      const { data } = await read(chat, { limit: 1, messageId }, signal);
      return data[0] ?? null;
    },
    staleTime: 60_000,
  });
}
