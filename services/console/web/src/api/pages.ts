/** Lists read page by page, each page knowing the way back to those before it. */
import { type InfiniteData, infiniteQueryOptions, type QueryKey } from "@tanstack/react-query";

export interface Page<Item> {
  readonly data: readonly Item[];
  readonly nextCursor: string | null;
}

/** Where a page begins. */
export interface Place {
  /** None for the first. */
  readonly cursor?: string;
  /** How many pages there are before it. */
  readonly depth: number;
  readonly before: Place | null;
}

interface PagesOptions<Item> {
  readonly queryKey: QueryKey;
  readonly read: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<Item>>;
  /** So many are kept, and read again when something changes; those before are fetched on the way back. */
  readonly keep?: number;
}

const start: Place = { depth: 0, before: null };

export function pagesOf<Item>({ queryKey, read, keep }: PagesOptions<Item>) {
  return infiniteQueryOptions<Page<Item>, Error, InfiniteData<Page<Item>, Place>, QueryKey, Place>({
    queryKey,
    queryFn: ({ pageParam, signal }) => read(pageParam.cursor, signal),
    initialPageParam: start,
    getNextPageParam: ({ nextCursor }, _all, place) =>
      nextCursor === null
        ? undefined
        : { cursor: nextCursor, depth: place.depth + 1, before: place },
    getPreviousPageParam: (_page, _all, place) => place.before ?? undefined,
    ...(keep !== undefined && { maxPages: keep }),
  });
}

/** As many as a list of any length keeps: some screens around where the reader is. */
export const keptPages = 6;
