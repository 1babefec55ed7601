/** The items of a list of any length: the pages around the reader, and the ways to those before and after. */
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import type { pagesOf } from "../api/pages.ts";
import type { More } from "./use-near-ends.ts";

export function useLongList<Item>(pages: ReturnType<typeof pagesOf<Item>>) {
  const queryClient = useQueryClient();
  const query = useInfiniteQuery(pages);
  const items = useMemo(() => query.data?.pages.flatMap(({ data }) => data), [query.data]);
  const depth = query.data?.pageParams[0]?.depth ?? 0;
  const inPage = Math.max(1, ...(query.data?.pages.map(({ data }) => data.length) ?? []));

  async function loadBefore(index: number) {
    // Back at the very beginning, the page in question is the newest.
    if (index < inPage && depth > 1) {
      return queryClient.resetQueries({ queryKey: pages.queryKey, exact: true });
    }
    const { data } = await query.fetchPreviousPage();
    // What has appeared in the meantime stands between the first page and the second.
    if (data?.pageParams[0]?.depth === 0) await query.refetch();
  }

  const more: More = {
    before: depth * inPage,
    // What failed is not asked for over and over: the list's own reload begins anew.
    has: query.hasNextPage && !query.isFetchNextPageError,
    loading: query.isFetchingNextPage || query.isFetchingPreviousPage,
    load: () => void query.fetchNextPage(),
    loadBefore: query.isFetchPreviousPageError ? undefined : (index) => void loadBefore(index),
  };
  return { query, items, more };
}
