/** What stops the whole workspace's sending: reading it, pausing and resuming. */
import { queryOptions } from "@tanstack/react-query";
import type { AnswerOf, BodyOf } from "./contract.ts";
import { request } from "./request.ts";

export const pausesQuery = queryOptions({
  queryKey: ["pauses"],
  queryFn: ({ signal }) => request<AnswerOf<"getPauses">>("GET", "/pauses", { signal }),
  refetchInterval: 10_000,
});

export function pauseWorkspace(body: BodyOf<"pauseWorkspace">) {
  return request<AnswerOf<"pauseWorkspace">>("POST", "/workspaces/current/pause", { body });
}

export function resumeWorkspace() {
  return request<AnswerOf<"resumeWorkspace">>("POST", "/workspaces/current/resume", { body: {} });
}
