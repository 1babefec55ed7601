/** The audit trail: reading it, proving it. */
import { queryOptions } from "@tanstack/react-query";
import type { AnswerOf } from "./contract.ts";
import { keptPages, pagesOf } from "./pages.ts";
import { request } from "./request.ts";

export interface AuditFilter {
  readonly action?: string | undefined;
  readonly initiator?: string | undefined;
  readonly subject?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Newest first. */
export function auditQuery(filter: AuditFilter) {
  return pagesOf({
    queryKey: ["audit", "list", filter],
    read: (cursor, signal) =>
      request<AnswerOf<"listAudit">>("GET", "/audit", {
        query: { ...filter, limit: 50, cursor },
        signal,
      }),
    keep: keptPages,
  });
}

/** Reads the whole trail: only where a person asks for it. */
export const auditProofQuery = queryOptions({
  queryKey: ["audit proof"],
  queryFn: ({ signal }) => request<AnswerOf<"verifyAudit">>("GET", "/audit/verify", { signal }),
  staleTime: Number.POSITIVE_INFINITY,
  refetchOnWindowFocus: false,
});

/** Where the browser fetches the file itself. */
export function exportAddress(format: "jsonl" | "csv", { from, to }: AuditFilter): string {
  const search = new URLSearchParams({ format, ...(from && { from }), ...(to && { to }) });
  return `/api/v1/audit/export?${search}`;
}
