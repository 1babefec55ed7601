/** Who is signed in, and what they may do. */
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import type { AnswerOf, Me, Scope } from "./contract.ts";
import { request } from "./request.ts";

export const meKey = ["me"] as const;

export const meQuery = queryOptions({
  queryKey: meKey,
  queryFn: ({ signal }) => request<AnswerOf<"getMe">>("GET", "/me", { signal }),
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
});

/** Below the shell somebody is always signed in: the router has asked. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

export function useMay(scope: Scope): boolean {
  return useMe().scopes.includes(scope);
}
