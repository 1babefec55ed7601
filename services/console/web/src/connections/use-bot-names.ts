/** The names of the workspace's bots by their connections, also of those that are gone. */
import { useQuery } from "@tanstack/react-query";
import { connectionsQuery } from "../api/connections.ts";

export interface BotNames {
  /** “@help_desk_bot”, or nothing until it is known. */
  of(connectionId: string): string;
  /** “Help desk”, as people see it in Telegram. */
  shownAs(connectionId: string): string;
}

export function useBotNames(): BotNames {
  const { data } = useQuery({
    ...connectionsQuery({ disconnected: true }),
    refetchInterval: false,
    staleTime: 60_000,
  });
  const botOf = (connectionId: string) => data?.data.find(({ id }) => id === connectionId)?.bot;
  return {
    of(connectionId) {
      const bot = botOf(connectionId);
      return bot === undefined ? "" : `@${bot.username}`;
    },
    shownAs: (connectionId) => botOf(connectionId)?.name ?? "",
  };
}
