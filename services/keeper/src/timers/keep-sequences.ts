/** Puts messages in strict sequence into the line when everything asked for before them is finished. */
import type { Database } from "@lumenflow/db";
import { drainOutbox } from "@lumenflow/jobs";
import type { Queues } from "@lumenflow/queue";
import type { Work } from "../timer.ts";

const atOnce = 200;

export function keepSequences(deps: {
  readonly database: Pick<Database, "outbox" | "transaction">;
  readonly queues: Pick<Queues, "ringAll">;
}): Work {
  const { database, queues } = deps;
  return {
    name: "keep-sequences",
    everyMs: 250,
    async run() {
      const due = await database.outbox.whoseTurnHasCome(atOnce);
      for (const { workspaceId, messageId } of due) {
        await database.transaction(async (tx) => {
          await tx.messages.lock(workspaceId, messageId);
          await tx.outbox.takeTurn(workspaceId, messageId);
        });
      }
      const ids = new Set(due.map(({ connectionId }) => connectionId));
      const bells = [...ids].map((connectionId) => ({ connectionId }));
      if (bells.length > 0) await queues.ringAll(drainOutbox, bells);
    },
  };
}
