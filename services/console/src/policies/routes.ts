/** Serves the operations on rules. */
import { operations, type Principal, problem, type Route, route } from "@lumenflow/api";
import type { PolicyRow } from "@lumenflow/db";
import { isId } from "../ids.ts";
import { createChanges } from "./change.ts";
import { asContent, contentOf } from "./content.ts";
import type { PolicyDeps } from "./deps.ts";
import { presentPolicies, presentPolicy } from "./present.ts";
import { createSimulate } from "./simulate.ts";

export function policyRoutes(deps: PolicyDeps): Route[] {
  const { policies } = deps.database;
  const changes = createChanges(deps);
  const simulate = createSimulate(deps);

  const found = async ({ workspaceId }: Principal, id: string): Promise<PolicyRow> => {
    const row = isId(id) ? await policies.find(workspaceId, id) : null;
    if (row === null) throw problem.notFound("There is no rule of this id here.");
    return row;
  };
  const present = async (principal: Principal, id: string) =>
    presentPolicy(await found(principal, id));
  const list = async ({ workspaceId }: Principal) =>
    presentPolicies(await policies.all(workspaceId));

  return [
    route(operations.createPolicy, async ({ body, principal }) => {
      const id = await changes.create(principal, contentOf(body));
      return { body: await present(principal, id) };
    }),

    route(operations.listPolicies, async ({ principal }) => ({ body: await list(principal) })),

    route(operations.orderPolicies, async ({ body, principal }) => {
      await changes.order(principal, body);
      return { body: await list(principal) };
    }),

    route(operations.simulatePolicies, async ({ body, principal }) => ({
      body: await simulate(principal, body),
    })),

    route(operations.getPolicy, async ({ params: { id }, principal }) => ({
      body: await present(principal, id),
    })),

    route(operations.changePolicy, async ({ params: { id }, body, principal }) => {
      const { version, ...wanted } = body;
      const changed = await changes.change(principal, { id, version, changes: asContent(wanted) });
      if (!changed) throw problem.notFound("There is no rule of this id here.");
      return { body: await present(principal, id) };
    }),

    route(operations.deletePolicy, async ({ params: { id }, principal }) => {
      await found(principal, id);
      if (principal.role !== "owner") {
        throw problem.notAllowed(
          "Only an owner of the workspace deletes rules, signed in as a person. Disable it instead.",
        );
      }
      await changes.remove(principal, id);
      return { body: undefined };
    }),
  ];
}
