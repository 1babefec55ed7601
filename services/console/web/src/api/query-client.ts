/** How answers are cached, when a failed request is tried again, and who hears of a lost session. */
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiProblem } from "./api-problem.ts";
import { meKey } from "./me.ts";

export function createQueryClient({ onSignedOut }: { onSignedOut: () => void }): QueryClient {
  const watch = (error: unknown) => {
    if (error instanceof ApiProblem && error.status === 401) onSignedOut();
  };
  return new QueryClient({
    // The question who we are is asked by the router, which knows what to do without an answer.
    queryCache: new QueryCache({
      onError: (error, { queryKey }) => queryKey[0] !== meKey[0] && watch(error),
    }),
    mutationCache: new MutationCache({ onError: watch }),
    defaultOptions: {
      queries: {
        staleTime: 1_000,
        retry: (failures, error) => failures < 2 && mayPass(error),
        retryDelay: (failures) => Math.min(1_000 * 2 ** failures, 5_000),
        // Polling goes on while the browser believes it is offline: a local server is still there.
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
}

/** No answer, a server in trouble: worth another try. A refusal is not. */
function mayPass(error: unknown): boolean {
  return error instanceof ApiProblem && (error.code === "UNREACHABLE" || error.status >= 500);
}
