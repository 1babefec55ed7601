/** Serves what people see of a workspace as a whole. */
import { type OutboxView, operations, type Route, route } from "@lumenflow/api";
import type { Database, FailureGroup, WaitingCount } from "@lumenflow/db";
import { type FirstRunDeps, firstRunOf } from "./first-run.ts";
import { createHealth, type HealthDeps } from "./health.ts";

export interface OverviewDeps extends HealthDeps, FirstRunDeps {
  readonly database: HealthDeps["database"] & FirstRunDeps["database"] & Pick<Database, "overview">;
}

export function overviewRoutes(deps: OverviewDeps): Route[] {
  const { overview } = deps.database;
  const health = createHealth(deps);
  return [
    route(operations.getHealth, async ({ principal }) => ({ body: await health(principal) })),

    route(operations.getOutbox, async ({ principal: { workspaceId } }) => {
      const [waiting, failures] = await Promise.all([
        overview.waiting(workspaceId),
        overview.failures(workspaceId),
      ]);
      return { body: presentOutbox(waiting, failures) };
    }),

    route(operations.getFirstRun, async ({ principal }) => ({
      body: await firstRunOf(principal.workspaceId, deps),
    })),

    route(operations.changeFirstRun, async ({ body: { dismissed }, principal }) => {
      await deps.database.firstRun.dismiss(principal.workspaceId, dismissed);
      return { body: await firstRunOf(principal.workspaceId, deps) };
    }),
  ];
}

function presentOutbox(
  waiting: readonly WaitingCount[],
  failures: readonly FailureGroup[],
): OutboxView {
  const countOf = (reason: WaitingCount["reason"]) =>
    waiting.find((each) => each.reason === reason)?.count ?? 0;
  return {
    uncertain: countOf("uncertain"),
    sending: countOf("sending"),
    waiting: waiting.flatMap(({ reason, count, oldestAt }) =>
      reason === "uncertain" || reason === "sending"
        ? []
        : [{ reason, count, oldestAt: oldestAt.toISOString() }],
    ),
    failed: failures.reduce((sum, { count }) => sum + count, 0),
    failures: failures.map(({ firstAt, lastAt, ...group }) => ({
      ...group,
      firstAt: firstAt.toISOString(),
      lastAt: lastAt.toISOString(),
    })),
  };
}
