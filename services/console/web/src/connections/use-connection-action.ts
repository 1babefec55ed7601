/** Does something with a connection and shows what became of it everywhere at once. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { connectionQuery, connectionsKey } from "../api/connections.ts";
import type { Connection } from "../api/contract.ts";

interface Wishes {
  readonly onSuccess?: ((connection: Connection) => void) | undefined;
}

/** For changes that answer with the connection as it is afterwards. */
export function useConnectionAction<Input = void>(
  act: (input: Input) => Promise<Connection>,
  { onSuccess }: Wishes = {},
) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: (connection) => {
      queryClient.setQueryData(connectionQuery(connection.id).queryKey, connection);
      onSuccess?.(connection);
    },
    // Also after a refusal: the connection may have changed meanwhile.
    onSettled: () => void queryClient.invalidateQueries({ queryKey: connectionsKey }),
  });
}
