/** Does something with API keys, and shows everywhere what became of it. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { keysKey } from "../api/keys.ts";

export function useKeysAction<Input, Answer>(
  act: (input: Input) => Promise<Answer>,
  onSuccess?: () => void,
) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: act,
    ...(onSuccess && { onSuccess }),
    onSettled: () => void queryClient.invalidateQueries({ queryKey: keysKey }),
  });
}
