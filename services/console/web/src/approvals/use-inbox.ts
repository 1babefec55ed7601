/** The pending approvals around the reader and the selected one, also after it was decided elsewhere. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { ApiProblem } from "../api/api-problem.ts";
import { approvalQuery, pendingApprovalsQuery } from "../api/approvals.ts";
import type { Approval } from "../api/contract.ts";
import { freshnessOf } from "../ui/stale-note.tsx";
import { useLongList } from "../ui/use-long-list.ts";
import { isOutside, withSelected } from "./inbox-order.ts";

const none: readonly Approval[] = [];

export function useInbox(selected: string | undefined) {
  const { query, items: pending = none, more } = useLongList(pendingApprovalsQuery);
  const isListed = pending.some(({ id }) => id === selected);
  const single = useQuery({
    ...approvalQuery(selected ?? ""),
    enabled: selected !== undefined && query.data !== undefined && !isListed,
  });
  // Shown last: the selected one stays in its place until it is known what became of it.
  const before = useRef<readonly Approval[]>([]);
  const held = single.data ?? before.current.find(({ id }) => id === selected);
  // In a page that is not here it has its place there; but what a link led to stands first.
  const linked = useRef(selected);
  const isFirst = selected === linked.current && more.before === 0;
  const around = { before: more.before > 0, after: more.has };
  const isElsewhere = held !== undefined && isOutside(held.id, pending, around) && !isFirst;
  const order = before.current.map(({ id }) => id);
  const shown = withSelected(pending, isListed || isElsewhere ? undefined : held, order);
  useEffect(() => {
    before.current = shown;
  });
  return {
    pending,
    shown,
    more,
    loading: query.isPending,
    /** Set only where there is nothing to show instead. */
    error: query.data === undefined ? query.error : null,
    freshness: freshnessOf(query),
    retry: () => void query.refetch(),
    selectedIsGone: !isListed && single.error instanceof ApiProblem && single.error.status === 404,
  };
}
