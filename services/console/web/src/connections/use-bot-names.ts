/** The names of the workspace's bots by their connections, also of those that are gone. */
import { useQuery } from "@tanstack/react-query";
import { connectionsQuery } from "../api/connections.ts";

export interface BotNames {
  /** “@help_desk_bot”, or nothing until it is known. */
  of(connectionId: string): string;
}

export function useBotNames(): BotNames {
  const { data } = useQuery({
    ...connectionsQuery({ disconnected: true }),
    refetchInterval: false,
    staleTime: 60_000,
  });
  return {
    of(connectionId) {
      const found = data?.data.find(({ id }) => id === connectionId);
      return found === undefined ? "" : `@${found.bot.username}`;
    },
  };
}
