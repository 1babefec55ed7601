/** Whether a sandbox answers here, so that links to it are shown only where they lead somewhere. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { problemIn, unreachable } from "./api-problem.ts";

/** Its control API, not its page: other installations answer any unknown path with this console. */
const probe = "/sandbox/control/clock";

const sandboxQuery = queryOptions({
  queryKey: ["sandbox"],
  queryFn: async ({ signal }) => {
    const answer = await fetch(probe, { signal, headers: { accept: "application/json" } });
    return answer.ok && (answer.headers.get("content-type") ?? "").includes("json");
  },
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});

export const sandboxPage = "/sandbox";

/** Where somebody talks to a bot that was made there. */
export function sandboxChat(botId: string): string {
  return `${sandboxPage}?bot=${encodeURIComponent(botId)}`;
}

/** What a username begins with, so that it can be said aloud. */
const words = ["amber", "cedar", "coral", "hazel", "maple", "olive", "saffron", "willow"];

/** Makes a bot there, as BotFather would. */
export async function makeSandboxBot(name: string): Promise<{ readonly token: string }> {
  const word = words[Math.floor(Math.random() * words.length)];
  const mark = crypto.randomUUID().slice(0, 4);
  const answer = await fetch("/sandbox/control/bots", {
    method: "POST",
    body: JSON.stringify({ name, username: `${word}_${mark}_bot` }),
  }).catch(() => {
    throw unreachable();
  });
  if (!answer.ok) throw await problemIn(answer);
  return answer.json();
}

/** False until it has answered. */
export function useSandbox(): boolean {
  return useQuery(sandboxQuery).data === true;
}
