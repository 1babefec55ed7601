/** Ends what waited too long, where a person has decided so, and counts the lines that ask. */
import type { Database } from "@lumenflow/db";
import type { Metrics } from "@lumenflow/runtime";
import type { Work } from "../timer.ts";

const atOnce = 500;

export function expireBacklogs(deps: {
  readonly database: Pick<Database, "outbox" | "transaction">;
  readonly metrics: Pick<Metrics, "gauge">;
}): Work {
  const { outbox, transaction } = deps.database;
  const asking = deps.metrics.gauge({
    name: "lumenflow_backlogs",
    help: "Connections whose line waits for a person's word after a long stop",
  });
  return {
    name: "expire-backlogs",
    everyMs: 1_000,
    async run() {
      for (const connectionId of await outbox.expiringBacklogs()) {
        while (await transaction((tx) => tx.outbox.expireBacklog(connectionId, atOnce)));
      }
      asking.set(await outbox.countBacklogs());
    },
  };
}
