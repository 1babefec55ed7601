/** Does something, and shows everywhere what became of it. */
import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";

/** Everything under the key is read again afterwards. */
export function useActionOn<Input, Answer>(
  queryKey: QueryKey,
  act: (input: Input) => Promise<Answer>,
  onSuccess?: (answer: Answer, input: Input) => void,
) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: act,
    ...(onSuccess && { onSuccess }),
    // Also after a refusal: somebody else may have changed it meanwhile.
    onSettled: () => void queryClient.invalidateQueries({ queryKey }),
  });
}
