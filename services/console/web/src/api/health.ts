/** How everything is, read again every few seconds while it is looked at. */
import { queryOptions } from "@tanstack/react-query";
import type { AnswerOf } from "./contract.ts";
import { request } from "./request.ts";

const everyMs = 3_000;

export const healthQuery = queryOptions({
  queryKey: ["health"],
  queryFn: ({ signal }) => request<AnswerOf<"getHealth">>("GET", "/health", { signal }),
  refetchInterval: everyMs,
});
