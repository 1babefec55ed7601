/** Takes a person's word about what waited through a long stop. */
import { actorOf, operations, problem, type Route, route } from "@lumenflow/api";
import type { BacklogAnswer, Database } from "@lumenflow/db";
import { drainOutbox } from "@lumenflow/jobs";
import { type Bellringer, ringAfterCommit } from "@lumenflow/queue";
import { createShow, type ShowDeps } from "./show.ts";

export interface BacklogDeps extends Bellringer {
  readonly database: ShowDeps["database"] & Pick<Database, "transaction">;
}

const refusals: Record<Exclude<BacklogAnswer, "decided">, string> = {
  "nothing-waits": "Nothing waits for a decision here.",
  "under-way": "It was decided already that they expire.",
  "more-wait": "More messages wait by now than you saw. Look again, then decide.",
};

export function backlogRoutes(deps: BacklogDeps): Route[] {
  const { found, show } = createShow(deps);
  return [
    route(operations.decideBacklog, async ({ params: { id }, body, principal }) => {
      const { workspaceId } = await found(principal.workspaceId, id);
      const { decision, count } = body;
      const initiator = actorOf(principal);
      const answer = await deps.database.transaction((tx) =>
        tx.outbox.decideBacklog({ workspaceId, connectionId: id, decision, count, initiator }),
      );
      if (answer !== "decided") throw problem.conflict(refusals[answer]);
      if (decision === "send") await ringAfterCommit(deps, drainOutbox, [{ connectionId: id }]);
      return { body: await show(workspaceId, id) };
    }),
  ];
}
