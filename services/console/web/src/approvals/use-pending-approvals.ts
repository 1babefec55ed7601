/** The pending approvals, and how many they are. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { pendingApprovalsQuery } from "../api/approvals.ts";
import type { Approval } from "../api/contract.ts";
import { freshnessOf } from "../ui/stale-note.tsx";

const none: readonly Approval[] = [];

export interface Count {
  readonly shown: number;
  /** There are more than have been loaded. */
  readonly more: boolean;
}

export function usePendingApprovals() {
  const query = useInfiniteQuery(pendingApprovalsQuery);
  const approvals = query.data?.pages.flatMap(({ data }) => data) ?? none;
  const count: Count = { shown: approvals.length, more: query.hasNextPage };
  return {
    approvals,
    count,
    loading: query.isPending,
    /** Set only where there is nothing to show instead. */
    error: query.data === undefined ? query.error : null,
    freshness: freshnessOf(query),
    retry: () => void query.refetch(),
    loadMore: () => void query.fetchNextPage(),
    loadingMore: query.isFetchingNextPage,
  };
}

export function countWords({ shown, more }: Count): string {
  return more ? `${shown}+` : String(shown);
}
