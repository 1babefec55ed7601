/** Forgets what endpoints were told long ago, in small steps. */
import type { EventPlace, Repositories } from "@lumenflow/db";
import type { Work } from "../timer.ts";

const kept = { deliveredDays: 30, deadDays: 90 };
const atOnce = 1_000;

export function forgetDeliveries(deps: {
  readonly deliveries: Pick<
    Repositories["deliveries"],
    "forgetSettled" | "forgetDeleted" | "forgetEvents"
  >;
}): Work {
  const { deliveries } = deps;
  return {
    name: "forget-deliveries",
    everyMs: 600_000,
    async run() {
      while ((await deliveries.forgetSettled(kept, atOnce)) === atOnce);
      while ((await deliveries.forgetDeleted(atOnce)) === atOnce);
      const step = { days: kept.deliveredDays, limit: atOnce };
      let place: EventPlace | null = null;
      do place = await deliveries.forgetEvents(place, step);
      while (place !== null);
    },
  };
}
