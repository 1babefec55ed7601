/** Lifts pauses whose end has come, and counts those that stand. */
import type { Repositories } from "@lumenflow/db";
import type { Metrics } from "@lumenflow/runtime";
import type { Work } from "../timer.ts";

/** What waited is due at once: the waker rings for it. Without a keeper a pause outlasts its end. */
export function liftPauses(deps: {
  readonly pauses: Pick<Repositories["pauses"], "liftLapsed" | "counts">;
  readonly metrics: Pick<Metrics, "gauge">;
}): Work {
  const paused = deps.metrics.gauge({
    name: "lumenflow_paused",
    help: "What is paused for sending: connections, workspaces, the installation (0 or 1)",
    labelNames: ["scope"],
  });
  return {
    name: "lift-pauses",
    everyMs: 500,
    async run() {
      await deps.pauses.liftLapsed();
      const counts = await deps.pauses.counts();
      for (const [scope, count] of Object.entries(counts)) paused.set({ scope }, count);
    },
  };
}
