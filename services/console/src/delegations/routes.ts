/** Serves the operations on deciding for somebody who is away. */
import {
  actorOf,
  type DelegationView,
  operations,
  type Principal,
  problem,
  type Route,
  route,
} from "@lumenflow/api";
import type { Database, DelegationRow } from "@lumenflow/db";
import { readApprover } from "@lumenflow/governance";

export interface DelegationDeps {
  readonly database: Pick<Database, "approvals" | "delegations" | "messages">;
}

export function delegationRoutes({ database }: DelegationDeps): Route[] {
  const { approvals, delegations, messages } = database;

  /** A member who is not oneself; whether they may decide is asked when they do. */
  async function delegateOf({ workspaceId, id }: Principal, name: string): Promise<string> {
    const read = readApprover(name);
    const isPerson = read?.kind === "user" || read?.kind === "email";
    const at = (message: string) => [{ path: "delegate", message }];
    if (!isPerson) {
      throw problem.invalid(at("must be a person: user:usr_… or user:ada@example.org"));
    }
    const found = (await approvals.lookUp(workspaceId, [name])).get(name)?.slice("user:".length);
    if (found === undefined) throw problem.refersToNothing(at("is no member of this workspace"));
    if (found === id) throw problem.invalid(at("must be somebody else than yourself"));
    return found;
  }

  return [
    route(operations.createDelegation, async ({ body, principal }) => {
      if (principal.kind !== "user") {
        throw problem.notAllowed("Only a person is away, and says so, signed in as themselves.");
      }
      const { from = null, until } = body;
      const now = await messages.clock();
      if (until <= (from !== null && from > now ? from : now)) {
        const message = "must lie ahead, and after from";
        throw problem.invalid([{ path: "until", message }]);
      }
      const { workspaceId, id: userId } = principal;
      const delegateId = await delegateOf(principal, body.delegate);
      const initiator = actorOf(principal);
      const row = await delegations.add({
        workspaceId,
        userId,
        delegateId,
        from,
        until,
        initiator,
      });
      return { body: presentDelegation(row) };
    }),

    route(operations.listDelegations, async ({ principal }) => ({
      body: { data: (await delegations.list(principal.workspaceId)).map(presentDelegation) },
    })),

    route(operations.deleteDelegation, async ({ params: { id }, principal }) => {
      const { workspaceId } = principal;
      const row = (await delegations.list(workspaceId)).find((each) => each.id === id);
      if (row === undefined) throw problem.notFound("There is no delegation of this id here.");
      const own = principal.kind === "user" && row.userId === principal.id;
      if (!own && principal.role !== "owner" && principal.role !== "admin") {
        throw problem.notAllowed("Only who is away ends it, or an owner or admin.");
      }
      await delegations.end(workspaceId, id, actorOf(principal));
      return { body: undefined };
    }),
  ];
}

function presentDelegation(row: DelegationRow): DelegationView {
  return {
    id: row.id,
    user: { id: row.userId, name: row.userName },
    delegate: { id: row.delegateId, name: row.delegateName },
    from: row.from.toISOString(),
    until: row.until.toISOString(),
    active: row.active,
  };
}
