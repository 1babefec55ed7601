/** Approves or rejects one approval, bound to the digest of what was seen. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import {
  approvalQuery,
  approvalsKey,
  pendingApprovalsQuery,
  resolveApproval,
} from "../api/approvals.ts";
import type { Approval, Decision } from "../api/contract.ts";
import { outboxQuery } from "../api/messages.ts";
import type { Content } from "./editable.ts";

interface DecisionInput {
  readonly decision: Decision;
  readonly digest: string;
  readonly reason?: string | undefined;
  /** The message as the approver changed it. */
  readonly content?: Content | undefined;
}

/** Never optimistic: a message that went out cannot be called back. */
export function useDecision(id: string, onDecided: (approval: Approval) => void) {
  const queryClient = useQueryClient();
  const { queryKey } = pendingApprovalsQuery;

  return useMutation({
    mutationFn: ({ decision, digest, reason, content }: DecisionInput) =>
      resolveApproval(id, {
        decision,
        digest,
        ...(reason && { reason }),
        ...(content && { content }),
      }),
    onSuccess: async (decided) => {
      // A list that is on its way was made before the decision.
      await queryClient.cancelQueries({ queryKey });
      queryClient.setQueryData(queryKey, (list) =>
        list === undefined
          ? undefined
          : {
              ...list,
              pages: list.pages.map((page) => ({
                ...page,
                // Where more must approve, it stays, with this vote.
                data: page.data.flatMap((approval) =>
                  approval.id !== id ? approval : decided.status === "pending" ? decided : [],
                ),
              })),
            },
      );
      queryClient.setQueryData(approvalQuery(id).queryKey, decided);
      onDecided(decided);
    },
    // After a refusal as well: it says that something was not as shown.
    onSettled: () => {
      for (const key of [approvalsKey, outboxQuery.queryKey]) {
        void queryClient.invalidateQueries({ queryKey: key });
      }
    },
  });
}
