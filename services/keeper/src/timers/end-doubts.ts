/** Ends doubts as their connections' policies say, once no late answer can. */
import type { Database } from "@lumenflow/db";
import { drainOutbox } from "@lumenflow/jobs";
import type { Queues } from "@lumenflow/queue";
import type { Work } from "../timer.ts";
import { answerMarginMs } from "./sweep.ts";

const atOnce = 200;

const reasons = {
  resend: "the connection sends again what is in doubt",
  abandon: "The connection gives up what is in doubt.",
};

export function endDoubts(deps: {
  readonly database: Pick<Database, "outbox" | "transaction">;
  readonly queues: Pick<Queues, "ringAll">;
  readonly telegramTimeoutMs: number;
}): Work {
  const { database, queues, telegramTimeoutMs } = deps;
  const settledMs = telegramTimeoutMs + answerMarginMs;
  return {
    name: "end-doubts",
    everyMs: 1_000,
    async run() {
      const due = await database.outbox.dueDoubts(settledMs, { limit: atOnce });
      for (const { workspaceId, messageId } of due) {
        await database.transaction(async (tx) => {
          // A late answer, a person or another policy may have been faster.
          await tx.messages.lock(workspaceId, messageId);
          const [still] = await tx.outbox.dueDoubts(settledMs, { limit: 1, messageId });
          if (still === undefined) return;
          const { outcome } = still;
          const reason = reasons[outcome];
          await tx.outbox.endDoubt({ workspaceId, messageId, outcome, reason, actor: "policy" });
        });
      }
      const ids = new Set(due.map(({ connectionId }) => connectionId));
      const bells = [...ids].map((connectionId) => ({ connectionId }));
      if (bells.length > 0) await queues.ringAll(drainOutbox, bells);
    },
  };
}
