/** Brings the cards in Telegram into line with the approvals that they show. */
import { syncCards } from "@lumenflow/approvals";
import type { Database } from "@lumenflow/db";
import { drainOutbox } from "@lumenflow/jobs";
import type { Queues } from "@lumenflow/queue";
import type { Work } from "../timer.ts";

const atOnce = 100;
const afterFailureMs = 5_000;

/** Whatever changes an approval marks it, in the same transaction; this is the only one that draws. */
export function showCards(deps: {
  readonly database: Pick<Database, "telegramApprovals" | "transaction">;
  readonly queues: Pick<Queues, "ringAll">;
  /** Where people reach the console, as far as that is known. */
  readonly consoleOrigin?: (() => string | undefined) | undefined;
}): Work {
  const { telegramApprovals, transaction } = deps.database;
  return {
    name: "show-cards",
    everyMs: 300,
    async run() {
      const rung = new Set<string>();
      const failures: unknown[] = [];
      const options = { consoleOrigin: deps.consoleOrigin?.() };
      for (const due of await telegramApprovals.dueCards(atOnce)) {
        try {
          for (const id of await transaction((tx) => syncCards(tx, due, options))) rung.add(id);
        } catch (error) {
          // A chat may be unlinked under our hands. The others do not wait for it.
          failures.push(error);
          await telegramApprovals.settleCards(due, afterFailureMs);
        }
      }
      const bells = [...rung].map((connectionId) => ({ connectionId }));
      if (bells.length > 0) await deps.queues.ringAll(drainOutbox, bells);
      if (failures.length > 0) throw failures[0];
    },
  };
}
