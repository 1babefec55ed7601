/** Pauses or resumes the whole workspace and shows what became of it everywhere at once. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { connectionsKey } from "../api/connections.ts";
import type { Pauses } from "../api/contract.ts";
import { pausesQuery } from "../api/pauses.ts";

export function usePausesAction<Input = void>(
  act: (input: Input) => Promise<Pauses>,
  onSuccess?: () => void,
) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: (pauses) => {
      queryClient.setQueryData(pausesQuery.queryKey, pauses);
      onSuccess?.();
    },
    onSettled: () => void queryClient.invalidateQueries({ queryKey: connectionsKey }),
  });
}
