/** What came in from Telegram, as it came. */
import type { AnswerOf } from "./contract.ts";
import { keptPages, pagesOf } from "./pages.ts";
import { request } from "./request.ts";

export interface UpdateFilter {
  readonly connectionId?: string | undefined;
  readonly kind?: string | undefined;
  readonly chatId?: string | undefined;
}

/** Newest first. */
export function updatesQuery(filter: UpdateFilter) {
  return pagesOf({
    queryKey: ["updates", "list", filter],
    async read(cursor, signal) {
      const { data, hasMore, nextCursor } = await request<AnswerOf<"listUpdates">>(
        "GET",
        "/updates",
        { query: { ...filter, order: "desc", limit: 50, cursor }, signal },
      );
      return { data, nextCursor: hasMore ? nextCursor : null };
    },
    keep: keptPages,
  });
}
