/** Reading and deciding approvals. */
import { queryOptions } from "@tanstack/react-query";
import type { AnswerOf, Approval, ApprovalStatus, BodyOf } from "./contract.ts";
import { messagePreviewQuery } from "./messages.ts";
import { pagesOf } from "./pages.ts";
import { request } from "./request.ts";

export const approvalsKey = ["approvals"] as const;

type Content = NonNullable<BodyOf<"resolveApproval">["content"]>;

const pageSize = 50;

/** Newest first; without a status, all of them. */
function approvalPages(status: ApprovalStatus | undefined) {
  return pagesOf({
    queryKey: [...approvalsKey, "list", status ?? "all"],
    read: (cursor, signal) =>
      request<AnswerOf<"listApprovals">>("GET", "/approvals", {
        query: { status, limit: pageSize, cursor },
        signal,
      }),
  });
}

export const pendingApprovalsQuery = approvalPages("pending");
export const allApprovalsQuery = approvalPages(undefined);

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
