/** Forgets messages that ended long ago, with their parts, approvals and timelines, in small steps. */
import type { Repositories } from "@lumenflow/db";
import type { Work } from "../timer.ts";

const atOnce = 500;

/** The audit trail stays: it tells of them by their ids. */
export function forgetMessages(deps: {
  readonly messages: Pick<Repositories["messages"], "forgetFinished">;
  readonly days: number;
}): Work {
  const { messages, days } = deps;
  return {
    name: "forget-messages",
    everyMs: 600_000,
    async run() {
      let place: string | null = null;
      do place = await messages.forgetFinished(place, { days, limit: atOnce });
      while (place !== null);
    },
  };
}
