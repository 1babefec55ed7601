/** What came in from Telegram, as it came. */
import { infiniteQueryOptions } from "@tanstack/react-query";
import type { AnswerOf } from "./contract.ts";
import { request } from "./request.ts";

export interface UpdateFilter {
  readonly connectionId?: string | undefined;
  readonly kind?: string | undefined;
  readonly chatId?: string | undefined;
}

/** Newest first. */
export function updatesQuery(filter: UpdateFilter) {
  return infiniteQueryOptions({
    queryKey: ["updates", "list", filter],
    queryFn: ({ pageParam, signal }) =>
      request<AnswerOf<"listUpdates">>("GET", "/updates", {
        query: { ...filter, order: "desc", limit: 50, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor, hasMore }) => (hasMore ? nextCursor : undefined),
  });
}
