/** Rings for connections whose long wait is over. */
import type { Repositories } from "@lumenflow/db";
import { drainOutbox } from "@lumenflow/jobs";
import type { Queues } from "@lumenflow/queue";
import type { Work } from "../timer.ts";

const atOnce = 500;

/** Each is handed to one keeper; a ring that fails is made up for by the sweep. */
export function wakeParked(deps: {
  readonly outbox: Pick<Repositories["outbox"], "wakeDue">;
  readonly queues: Pick<Queues, "ringAll">;
}): Work {
  return {
    name: "wake-parked",
    everyMs: 500,
    async run() {
      for (;;) {
        const due = await deps.outbox.wakeDue(atOnce);
        if (due.length === 0) return;
        const bells = due.map((connectionId) => ({ connectionId }));
        await deps.queues.ringAll(drainOutbox, bells);
        if (due.length < atOnce) return;
      }
    },
  };
}
