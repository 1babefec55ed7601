/** Asks again who is signed in and what they may do, after they have changed it. */
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { meKey } from "../api/me.ts";

export function useRefreshMe(): () => Promise<void> {
  const queryClient = useQueryClient();
  const router = useRouter();
  return async () => {
    await queryClient.invalidateQueries({ queryKey: meKey });
    await router.invalidate();
  };
}
