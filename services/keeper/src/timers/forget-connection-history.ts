/** Forgets what became of connections longer ago than anybody asks. */
import type { Repositories } from "@lumenflow/db";
import type { Work } from "../timer.ts";

const days = 90;
const atOnce = 1_000;

export function forgetConnectionHistory(deps: {
  readonly connectionHistory: Pick<Repositories["connectionHistory"], "forget">;
}): Work {
  return {
    name: "forget-connection-history",
    everyMs: 3_600_000,
    async run() {
      while ((await deps.connectionHistory.forget(days, atOnce)) === atOnce);
    },
  };
}
