/** Rings every bell that should have rung, as if Redis had been wiped a moment ago. */
import type { Repositories } from "@lumenflow/db";
import {
  answerApprovers,
  convergeRegistration,
  deliverEvents,
  drainOutbox,
  type PartitionLayout,
  pollUpdates,
  storeUpdates,
} from "@lumenflow/jobs";
import type { Queues } from "@lumenflow/queue";
import type { Work } from "../timer.ts";

const registrationsAtOnce = 1_000;
const pollersAtOnce = 1_000;
/** An owner gives a sign of life every five seconds. */
const silentMs = 12_000;
/** Beyond Telegram's time-out a call has been answered, or its process is dead. */
export const answerMarginMs = 10_000;

export interface SweepDeps {
  readonly outbox: Pick<Repositories["outbox"], "claimable">;
  readonly registrations: Pick<Repositories["registrations"], "due">;
  readonly deliveries: Pick<Repositories["deliveries"], "deliverable">;
  readonly telegramApprovals: Pick<Repositories["telegramApprovals"], "unanswered">;
  readonly polling: Pick<Repositories["polling"], "unowned">;
  readonly queues: Pick<Queues, "ringAll" | "reassert" | "seal">;
  readonly layouts: () => Promise<PartitionLayout[]>;
  readonly telegramTimeoutMs: number;
}

/** Bells that sleep between attempts stay asleep: a sweep must not undo their backoff. */
export function sweep(deps: SweepDeps): Work {
  const { outbox, registrations, deliveries, polling, queues } = deps;
  const bellsOf = (ids: readonly string[]) => ids.map((connectionId) => ({ connectionId }));
  return {
    name: "sweep",
    everyMs: 5_000,
    async run() {
      await restorePartitions(await deps.layouts());
      const lines = await outbox.claimable(deps.telegramTimeoutMs + answerMarginMs);
      await queues.ringAll(drainOutbox, bellsOf(lines), { wake: false });
      const due = await registrations.due(registrationsAtOnce);
      await queues.ringAll(convergeRegistration, bellsOf(due), { wake: false });
      const endpoints = (await deliveries.deliverable()).map((endpointId) => ({ endpointId }));
      await queues.ringAll(deliverEvents, endpoints, { wake: false });
      const unanswered = await deps.telegramApprovals.unanswered();
      await queues.ringAll(answerApprovers, bellsOf(unanswered), { wake: false });
      const unowned = await polling.unowned(silentMs, pollersAtOnce);
      await queues.ringAll(pollUpdates, bellsOf(unowned), { wake: false });
    },
  };

  /** What a wiped Redis forgets: that a partition works on one batch at a time, and the last seal. */
  async function restorePartitions(layouts: readonly PartitionLayout[]): Promise<void> {
    await queues.reassert(storeUpdates, layouts);
    const [oldest] = layouts;
    if (oldest !== undefined && oldest.epoch > 1) await queues.seal(storeUpdates, oldest.epoch - 1);
  }
}
