/** Rings for connections whose webhook is due for a look: a few at a time, the longest waiting first. */
import type { Repositories } from "@lumenflow/db";
import { convergeRegistration } from "@lumenflow/jobs";
import type { Queues } from "@lumenflow/queue";
import type { Work } from "../timer.ts";

/**
 * A round's share: 25 a second look at 15,000 bots every ten minutes. Whatever has piled up while no
 * keeper ran is worked off at this pace and is spread by then, since each look sets the next.
 */
const atOnce = 25;
/** A look that is lost, with Redis or its process, is due again by then. */
const leaseMs = 120_000;

export function lookAtWebhooks(deps: {
  readonly checks: Pick<Repositories["checks"], "lend">;
  readonly queues: Pick<Queues, "ringAll">;
}): Work {
  return {
    name: "look-at-webhooks",
    everyMs: 1_000,
    async run() {
      const due = await deps.checks.lend(atOnce, leaseMs);
      const bells = due.map((connectionId) => ({ connectionId }));
      // A registration that sleeps between attempts looks by itself when it wakes.
      if (bells.length > 0) await deps.queues.ringAll(convergeRegistration, bells, { wake: false });
    },
  };
}
