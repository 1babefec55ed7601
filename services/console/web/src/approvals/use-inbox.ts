/** The pending approvals and the selected one, also after it was decided elsewhere. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { ApiProblem } from "../api/api-problem.ts";
import { approvalQuery } from "../api/approvals.ts";
import type { Approval } from "../api/contract.ts";
import { withSelected } from "./inbox-order.ts";
import { usePendingApprovals } from "./use-pending-approvals.ts";

export function useInbox(selected: string | undefined) {
  const pending = usePendingApprovals();
  const isPending = pending.approvals.some(({ id }) => id === selected);
  const single = useQuery({
    ...approvalQuery(selected ?? ""),
    enabled: selected !== undefined && !pending.loading && !isPending,
  });
  // Shown last: the selected one stays in its place until it is known what became of it.
  const before = useRef<readonly Approval[]>([]);
  const held = single.data ?? before.current.find(({ id }) => id === selected);
  const order = before.current.map(({ id }) => id);
  const shown = withSelected(pending.approvals, isPending ? undefined : held, order);
  useEffect(() => {
    before.current = shown;
  });
  return {
    ...pending,
    shown,
    selectedIsGone: !isPending && single.error instanceof ApiProblem && single.error.status === 404,
  };
}
