/** Something done to a message: afterwards everything that shows it is read again. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { MessageDetail } from "../api/contract.ts";
import { messageQuery } from "../api/messages.ts";

export function useMessageAction<Input = void>(
  act: (input: Input) => Promise<MessageDetail>,
  onSuccess?: (message: MessageDetail) => void,
) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess(message) {
      queryClient.setQueryData(messageQuery(message.id).queryKey, message);
      onSuccess?.(message);
    },
    // After a refusal as well: it says that something was not as shown.
    onSettled: () => {
      for (const key of ["messages", "outbox", "timeline"]) {
        void queryClient.invalidateQueries({ queryKey: [key] });
      }
    },
  });
}
