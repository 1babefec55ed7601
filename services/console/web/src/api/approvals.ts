/** Reading and deciding approvals. */
import { queryOptions } from "@tanstack/react-query";
import type { AnswerOf, Approval, ApprovalStatus, BodyOf } from "./contract.ts";
import { messagePreviewQuery } from "./messages.ts";
import { pagesOf } from "./pages.ts";
import { request } from "./request.ts";

export const approvalsKey = ["approvals"] as const;

type Content = NonNullable<BodyOf<"resolveApproval">["content"]>;

/** Each is a whole message: some screens of them at once are enough. */
const pageSize = 25;
const keptPages = 4;

/** Newest first. */
function approvalPages(status: readonly ApprovalStatus[]) {
  return pagesOf({
    queryKey: [...approvalsKey, "list", ...status],
    read: (cursor, signal) =>
      request<AnswerOf<"listApprovals">>("GET", "/approvals", {
        query: { status: status.join(","), limit: pageSize, cursor },
        signal,
      }),
    keep: keptPages,
  });
}

export const pendingApprovalsQuery = approvalPages(["pending"]);

export type Outcome = Exclude<ApprovalStatus, "pending">;

export const outcomes = [
  "approved",
  "rejected",
  "expired",
  "cancelled",
] as const satisfies Outcome[];

export function isOutcome(text: unknown): text is Outcome {
  return outcomes.some((outcome) => outcome === text);
}

/** Those of this outcome, or all that are not pending any more. */
export function decidedApprovalsQuery(outcome: Outcome | undefined) {
  return approvalPages(outcome === undefined ? outcomes : [outcome]);
}

export function approvalQuery(id: string) {
  return queryOptions({
    queryKey: [...approvalsKey, "one", id],
    queryFn: ({ signal }) =>
      request<AnswerOf<"getApproval">>("GET", `/approvals/${encodeURIComponent(id)}`, { signal }),
  });
}

/** What an edited version would come to. */
export function previewQuery({ connection, chat }: Approval, content: Content) {
  return messagePreviewQuery({
    connectionId: connection.id,
    chatId: chat.id,
    ...(chat.threadId !== null && { threadId: chat.threadId }),
    priority: "interactive",
    content,
  });
}

export function resolveApprovals(body: BodyOf<"resolveApprovals">) {
  return request<AnswerOf<"resolveApprovals">>("POST", "/approvals/resolve", { body });
}

export function resolveApproval(id: string, body: BodyOf<"resolveApproval">) {
  const path = `/approvals/${encodeURIComponent(id)}/resolve`;
  return request<AnswerOf<"resolveApproval">>("POST", path, { body });
}
