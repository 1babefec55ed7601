/** Removes audit entries that are older than they have to be kept, at signed checkpoints, in small steps. */
import type { Database, Repositories } from "@lumenflow/db";
import type { Work } from "../timer.ts";

export interface CutAuditDeps {
  readonly trails: Pick<Repositories["trails"], "cuttable">;
  readonly transaction: Database["transaction"];
  readonly days: number;
}

/**
 * What stays still proves itself: it begins behind a checkpoint that was signed when those before it
 * were there, and an entry says what was removed.
 */
export function cutAudit({ trails, transaction, days }: CutAuditDeps): Work {
  return {
    name: "cut-audit",
    everyMs: 6 * 3_600_000,
    async run() {
      for (const checkpoint of await trails.cuttable(days)) {
        let first = true;
        let left: "more" | "done" | "nothing";
        do {
          left = await transaction(async (tx) => {
            const rest = await tx.trails.cutTo(checkpoint);
            if (first && rest !== "nothing") await tx.trails.announceCut(checkpoint);
            return rest;
          });
          first = false;
        } while (left === "more");
      }
    },
  };
}
