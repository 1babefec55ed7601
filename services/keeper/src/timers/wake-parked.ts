/** Rings for connections and endpoints whose long wait is over. */
import type { Repositories } from "@lumenflow/db";
import { deliverEvents, drainOutbox } from "@lumenflow/jobs";
import type { Queues } from "@lumenflow/queue";
import type { Work } from "../timer.ts";

const atOnce = 500;

/** Each is handed to one keeper; a ring that fails is made up for by the sweep. */
export function wakeParked(deps: {
  readonly outbox: Pick<Repositories["outbox"], "wakeDue">;
  readonly deliveries: Pick<Repositories["deliveries"], "wakeDue">;
  readonly queues: Pick<Queues, "ringAll">;
}): Work {
  const { outbox, deliveries, queues } = deps;
  return {
    name: "wake-parked",
    everyMs: 500,
    async run() {
      await wake(outbox, (ids) =>
        queues.ringAll(
          drainOutbox,
          ids.map((connectionId) => ({ connectionId })),
        ),
      );
      await wake(deliveries, (ids) =>
        queues.ringAll(
          deliverEvents,
          ids.map((endpointId) => ({ endpointId })),
        ),
      );
    },
  };
}

interface Waking {
  wakeDue(limit: number): Promise<string[]>;
}

async function wake(from: Waking, ring: (ids: string[]) => Promise<void>): Promise<void> {
  for (;;) {
    const due = await from.wakeDue(atOnce);
    if (due.length > 0) await ring(due);
    if (due.length < atOnce) return;
  }
}
