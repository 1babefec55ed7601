/** How far the workspace is on its way to its first message, and whether anybody is led there. */
import { type QueryClient, queryOptions, useQuery } from "@tanstack/react-query";
import type { AnswerOf, FirstRun } from "./contract.ts";
import { meQuery, useMay } from "./me.ts";
import { request } from "./request.ts";

export const firstRunQuery = queryOptions({
  queryKey: ["first-run"],
  queryFn: ({ signal }) => request<AnswerOf<"getFirstRun">>("GET", "/first-run", { signal }),
});

export function changeFirstRun(dismissed: boolean) {
  return request<AnswerOf<"changeFirstRun">>("PUT", "/first-run", { body: { dismissed } });
}

function isOn({ dismissed, sent }: FirstRun): boolean {
  return !dismissed && sent === null;
}

/** Once it is over it is not asked for again. */
export function useLeads(): boolean {
  const mayManage = useMay("connections:manage");
  const { data } = useQuery({
    ...firstRunQuery,
    enabled: ({ state }) => mayManage && (state.data === undefined || isOn(state.data)),
  });
  return data !== undefined && isOn(data);
}

/** Asked where somebody arrives; without an answer they are not kept from anything. */
export async function leadsThroughFirstSteps(queryClient: QueryClient): Promise<boolean> {
  const { scopes } = await queryClient.ensureQueryData(meQuery);
  if (!scopes.includes("connections:manage")) return false;
  return queryClient.fetchQuery(firstRunQuery).then(isOn, () => false);
}
