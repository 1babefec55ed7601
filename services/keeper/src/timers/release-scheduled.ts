/** Lets scheduled messages go when their time has come. */
import type { Database } from "@lumenflow/db";
import { drainOutbox } from "@lumenflow/jobs";
import type { Queues } from "@lumenflow/queue";
import type { Work } from "../timer.ts";

const atOnce = 200;

export function releaseScheduled(deps: {
  readonly database: Pick<Database, "outbox" | "transaction">;
  readonly queues: Pick<Queues, "ringAll">;
}): Work {
  const { database, queues } = deps;
  return {
    name: "release-scheduled",
    everyMs: 1_000,
    async run() {
      for (;;) {
        const due = await database.outbox.dueMessages(atOnce);
        for (const { workspaceId, messageId } of due) {
          await database.transaction(async (tx) => {
            // Another keeper, or a cancellation, may have been faster.
            const status = await tx.messages.lock(workspaceId, messageId);
            if (status === "scheduled") await tx.outbox.release(workspaceId, messageId, "system");
          });
        }
        const ids = new Set(due.map(({ connectionId }) => connectionId));
        const bells = [...ids].map((connectionId) => ({ connectionId }));
        if (bells.length > 0) await queues.ringAll(drainOutbox, bells);
        if (due.length < atOnce) return;
      }
    },
  };
}
