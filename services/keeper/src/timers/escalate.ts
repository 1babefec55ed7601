/** Takes questions that nobody answers on to the next who are asked, and reminds of those that end soon. */
import type { Database } from "@lumenflow/db";
import { escalationOf } from "@lumenflow/governance";
import type { Work } from "../timer.ts";

const atOnce = 200;

/** Any number of keepers may do it: a level is left once, under the message's lock. */
export function escalate(deps: {
  readonly database: Pick<Database, "approvals" | "transaction">;
}): Work {
  const { approvals, transaction } = deps.database;
  return {
    name: "escalate",
    everyMs: 1_000,
    async run() {
      for (const due of await approvals.dueEscalations(atOnce)) {
        const { workspaceId, id, messageId, level: from } = due;
        const next = escalationOf(due.terms, due);
        if (next === null) continue;
        await transaction(async (tx) => {
          if ((await tx.messages.lock(workspaceId, messageId)) !== "pending_approval") return;
          await tx.approvals.escalate({ workspaceId, id, from, ...next });
        });
      }
      await approvals.remind(atOnce);
    },
  };
}
