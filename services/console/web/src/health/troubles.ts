/** What somebody should look at now, worst first, in plain words. */
import type { Health } from "../api/contract.ts";
import type { Way } from "./line.tsx";
import { roleLabel } from "./role-words.ts";

export interface Trouble {
  readonly key: string;
  readonly words: string;
  /** To the things in question. */
  readonly way?: Way | undefined;
}

/** Longer than that in line, with nothing that holds it, and somebody should know. */
const longTurnMs = 5 * 60_000;

export function troublesIn(health: Health): Trouble[] {
  const { workers, bots, backlog, errors, latency } = health;
  const now = new Date(health.at).getTime();
  const silent = workers.filter(({ alive }) => alive === 0);
  const unwell = bots.filter(({ status }) => status === "action_required" || status === "degraded");
  const paused = bots.filter((bot) => bot.paused);
  const doubt = backlog.messages.find(({ reason }) => reason === "uncertain");
  const turn = backlog.messages.find(({ reason }) => reason === "turn");
  const stuck = turn !== undefined && now - new Date(turn.oldestAt).getTime() > longTurnMs;
  const failed = errors
    .filter(({ stage }) => stage === "sending")
    .reduce((sum, { count }) => sum + count, 0);
  const given = errors
    .filter(({ stage }) => stage === "deliveries")
    .reduce((sum, { count }) => sum + count, 0);
  return [
    ...silent.map(({ role }) => ({
      key: `role ${role}`,
      words: `${roleLabel(role)}: no process has given a sign of life lately.`,
    })),
    ...unwell.map(({ connectionId, username, status }) => ({
      key: connectionId,
      words:
        status === "degraded"
          ? `@${username} has trouble that may pass by itself.`
          : `@${username} needs a person.`,
      way: connection(connectionId),
    })),
    ...when(
      doubt !== undefined,
      "doubt",
      `${doubt?.count} in doubt: somebody has to say whether they arrived.`,
      { to: "/outbox" },
    ),
    ...when(failed > 0, "failed", `${countOf(failed, "message")} failed in the last hour.`, {
      to: "/outbox",
      search: { tab: "failed" },
    }),
    ...when(
      given > 0,
      "given",
      `${countOf(given, "event")} could not be delivered and ${given === 1 ? "was" : "were"} given up in the last hour.`,
      { to: "/deliveries" },
    ),
    ...when(stuck, "stuck", "Messages have been in line for minutes without a reason.", {
      to: "/outbox",
      search: { reason: "turn" },
    }),
    ...when(
      paused.length > 0,
      "paused",
      `Sending is paused for ${paused.map(({ username }) => `@${username}`).join(", ")}.`,
      paused.length === 1 && paused[0] !== undefined
        ? connection(paused[0].connectionId)
        : { to: "/settings/connections" },
    ),
    ...when((latency.calling?.p95 ?? 0) > 5_000, "slow", "Telegram answers slowly."),
  ];
}

function connection(id: string): Way {
  return { to: "/settings/connections/$id", params: { id } };
}

function when(is: boolean, key: string, words: string, way?: Way): Trouble[] {
  return is ? [{ key, words, way }] : [];
}

function countOf(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count} ${what}s`;
}
