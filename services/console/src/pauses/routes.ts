/** Serves the kill switches of a workspace and of the installation. */
import { actorOf, operations, type Principal, type Route, route } from "@lumenflow/api";
import type { Database, PauseScope } from "@lumenflow/db";
import { presentPauses } from "./present.ts";

export interface PauseDeps {
  readonly database: Pick<Database, "pauses">;
}

export function pauseRoutes({ database: { pauses } }: PauseDeps): Route[] {
  const present = async ({ workspaceId }: Principal) => ({
    body: presentPauses(await pauses.of(workspaceId), workspaceId),
  });
  const by = (principal: Principal, workspaceId: PauseScope) => ({
    workspaceId,
    initiator: actorOf(principal),
    initiatorName: principal.name,
    actorWorkspaceId: principal.workspaceId,
  });
  // Lifting wakes the lines in Postgres, so nothing is rung here.
  return [
    route(operations.getPauses, ({ principal }) => present(principal)),

    route(operations.pauseWorkspace, async ({ body, principal }) => {
      await pauses.pause({ ...by(principal, principal.workspaceId), ...body });
      return present(principal);
    }),

    route(operations.resumeWorkspace, async ({ principal }) => {
      await pauses.resume(by(principal, principal.workspaceId));
      return present(principal);
    }),

    route(operations.pauseInstallation, async ({ body, principal }) => {
      await pauses.pause({ ...by(principal, null), ...body });
      return present(principal);
    }),

    route(operations.resumeInstallation, async ({ principal }) => {
      await pauses.resume(by(principal, null));
      return present(principal);
    }),
  ];
}
