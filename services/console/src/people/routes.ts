/** Serves the operations on members and invitations. */
import { type Accounts, invitationPath } from "@lumenflow/accounts";
import {
  checkCursor,
  operations,
  type Principal,
  problem,
  type Route,
  route,
} from "@lumenflow/api";
import type { Database } from "@lumenflow/db";
import { isId } from "../ids.ts";
import { pageOf } from "../page.ts";
import { createManage } from "./manage.ts";
import { presentInvitation, presentMember, roleOf } from "./present.ts";
import { createSecurity } from "./security.ts";

export interface PeopleDeps {
  readonly database: Pick<Database, "members" | "invitations" | "workspaces" | "transaction">;
  readonly accounts: Pick<Accounts, "join">;
}

export function peopleRoutes({ database, accounts: { join } }: PeopleDeps): Route[] {
  const { members, invitations, workspaces } = database;
  const security = createSecurity({ database });
  const manage = createManage({ database });
  const noMember = () => problem.notFound("There is no member of this id here.");

  async function presentOne({ workspaceId }: Principal, id: string) {
    const row = await members.find(workspaceId, id);
    if (row === null) throw noMember();
    return { body: presentMember(row) };
  }

  return [
    route(operations.listMembers, async ({ query: { cursor, limit }, principal }) => {
      checkCursor(cursor, "usr");
      const rows = await members.list(principal.workspaceId, { cursor, limit: limit + 1 });
      return { body: pageOf(rows, limit, presentMember) };
    }),

    route(operations.changeMember, async ({ params: { id }, body: { role }, principal }) => {
      if (!isId(id) || !(await manage.changeRole(principal, id, role))) throw noMember();
      return presentOne(principal, id);
    }),

    route(operations.removeMember, async ({ params: { id }, principal }) => {
      if (!isId(id) || !(await manage.remove(principal, id))) throw noMember();
      return {};
    }),

    route(operations.resetSecondFactor, async ({ params: { id }, principal }) => {
      if (!isId(id) || !(await security.reset(principal, id))) throw noMember();
      return presentOne(principal, id);
    }),

    route(operations.getSecurity, async ({ principal: { workspaceId } }) => ({
      body: { secondFactorRequired: await workspaces.secondFactorRequired(workspaceId) },
    })),

    route(operations.changeSecurity, async ({ body, principal }) => {
      await security.require(principal, body.secondFactorRequired);
      return { body };
    }),

    route(operations.createInvitation, async ({ body, principal }) => {
      const { id, token } = await manage.invite(principal, body);
      const row = await invitations.find(principal.workspaceId, id);
      if (row === null) throw problem.unavailable("The invitation was made, but not found again.");
      return { body: { ...presentInvitation(row), token, path: invitationPath(token) } };
    }),

    route(operations.listInvitations, async ({ query: { cursor, limit }, principal }) => {
      checkCursor(cursor, "inv");
      const rows = await invitations.list(principal.workspaceId, { cursor, limit: limit + 1 });
      return { body: pageOf(rows, limit, presentInvitation) };
    }),

    route(operations.revokeInvitation, async ({ params: { id }, principal }) => {
      const known = isId(id) ? await invitations.find(principal.workspaceId, id) : null;
      if (known === null) throw problem.notFound("There is no invitation of this id here.");
      await manage.revoke(principal, id);
      return {};
    }),

    route(operations.lookAtInvitation, async ({ body: { token } }) => {
      const seen = await join.look(token);
      return {
        body: {
          workspace: { name: seen.workspaceName },
          email: seen.email,
          role: roleOf(seen),
          expiresAt: seen.expiresAt.toISOString(),
          known: seen.known,
          passwordLength: seen.passwordLength,
        },
      };
    }),

    route(operations.acceptInvitation, async ({ body, address }) => {
      const {
        workspaceId: id,
        workspaceName: name,
        email,
      } = await join.accept({
        ...body,
        address,
      });
      return { body: { workspace: { id, name }, email } };
    }),
  ];
}
