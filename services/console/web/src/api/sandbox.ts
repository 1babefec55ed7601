/** Whether a sandbox answers here, so that links to it are shown only where they lead somewhere. */
import { queryOptions, useQuery } from "@tanstack/react-query";

/** Its control API, not its page: other installations answer any unknown path with this console. */
const probe = "/sandbox/control/clock";

const sandboxQuery = queryOptions({
  queryKey: ["sandbox"],
  queryFn: async ({ signal }) => {
    const answer = await fetch(probe, { signal, headers: { accept: "application/json" } });
    return answer.ok && (answer.headers.get("content-type") ?? "").includes("json");
  },
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});

export const sandboxPage = "/sandbox";

/** False until it has answered. */
export function useSandbox(): boolean {
  return useQuery(sandboxQuery).data === true;
}
