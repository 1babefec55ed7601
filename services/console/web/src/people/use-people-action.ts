/** Does something with the people of the workspace, and shows everywhere what became of it. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { peopleKey } from "../api/people.ts";

export function usePeopleAction<Input, Answer>(
  act: (input: Input) => Promise<Answer>,
  onSuccess?: (answer: Answer, input: Input) => void,
) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: act,
    ...(onSuccess && { onSuccess }),
    // Also after a refusal: somebody else may have changed it meanwhile.
    onSettled: () => void queryClient.invalidateQueries({ queryKey: peopleKey }),
  });
}
