/** Serves the operations on workspaces and API keys, and says who the caller is. */
import { invitationPath, issueInvitation, mintApiKey } from "@lumenflow/accounts";
import {
  actorOf,
  checkCursor,
  operations,
  problem,
  type Route,
  route,
  workspaceKeyScopes,
} from "@lumenflow/api";
import { type Database, newId } from "@lumenflow/db";
import { isId } from "../ids.ts";
import { pageOf } from "../page.ts";
import { presentInvitation } from "../people/present.ts";
import { expiryOf, refuseScopes, refuseTaking } from "./grant.ts";
import { presentKey } from "./present.ts";

export interface AccessDeps {
  readonly database: Pick<
    Database,
    "keys" | "workspaces" | "members" | "invitations" | "transaction"
  >;
}

export function accessRoutes({ database }: AccessDeps): Route[] {
  const { keys, workspaces } = database;

  const noKey = () => problem.notFound("There is no API key of this id here.");

  /** The first owner's link, once; nothing where nobody was invited. */
  async function invitationOf(
    workspaceId: string,
    made: { id: string; token: string } | undefined,
  ) {
    const row = made && (await database.invitations.find(workspaceId, made.id));
    if (!made || !row) return {};
    const { token } = made;
    return { invitation: { ...presentInvitation(row), token, path: invitationPath(token) } };
  }

  return [
    route(operations.getMe, async ({ principal }) => {
      const { kind, id, name, scopes, workspaceId, mayDecideOwn } = principal;
      const workspace = await workspaces.find(workspaceId);
      if (workspace === null) throw problem.notFound("The workspace is gone.");
      const person = kind === "user" ? await database.members.find(workspaceId, id) : null;
      return {
        body: {
          kind,
          id,
          name,
          scopes: [...scopes],
          role: principal.role ?? null,
          workspace,
          mayDecideOwn,
          email: person?.email ?? null,
          secondFactor: person?.secondFactor ?? null,
          restriction: principal.restriction ?? null,
        },
      };
    }),

    route(operations.createWorkspace, async ({ body: { name, ownerEmail: email }, principal }) => {
      const workspace = { id: newId("workspace"), name };
      const { key, digest, hint } = mintApiKey();
      const initiator = actorOf(principal);
      const by = { actor: initiator, name: principal.name, userId: null };
      const invited = await database.transaction(async (tx) => {
        await tx.workspaces.add(workspace, initiator);
        await tx.keys.add({
          id: newId("apiKey"),
          workspaceId: workspace.id,
          name: "First key",
          hint,
          digest,
          scopes: workspaceKeyScopes,
          createdBy: initiator,
        });
        if (email === undefined) return undefined;
        const { id: workspaceId } = workspace;
        return issueInvitation(tx, { workspaceId, email, role: "owner", days: 7, by });
      });
      return {
        body: { ...workspace, apiKey: key, ...(await invitationOf(workspace.id, invited)) },
      };
    }),

    route(operations.createApiKey, async ({ body, principal }) => {
      refuseScopes(body.scopes, principal);
      const expiresAt = await expiryOf(body.expiresAt, principal, keys);
      const { key, digest, hint } = mintApiKey();
      const { workspaceId } = principal;
      const id = newId("apiKey");
      await keys.add({
        id,
        workspaceId,
        name: body.name,
        hint,
        digest,
        scopes: [...new Set(body.scopes)],
        createdBy: actorOf(principal),
        expiresAt,
      });
      const row = await keys.find(workspaceId, id);
      if (row === null) throw problem.unavailable("The key was stored, but could not be read.");
      return { body: { ...presentKey(row), apiKey: key } };
    }),

    route(operations.listApiKeys, async ({ query: { cursor, limit }, principal }) => {
      checkCursor(cursor, "key");
      const rows = await keys.list(principal.workspaceId, { cursor, limit: limit + 1 });
      return { body: pageOf(rows, limit, presentKey) };
    }),

    route(operations.rotateApiKey, async ({ params: { id }, body, principal }) => {
      const { workspaceId } = principal;
      const key = isId(id) ? await keys.find(workspaceId, id) : null;
      if (key === null || key.revokedAt !== null) throw noKey();
      await refuseTaking(key, principal, keys);
      const { key: secret, digest, hint } = mintApiKey();
      const initiator = actorOf(principal);
      if (!(await keys.rotate({ workspaceId, id, digest, hint, initiator, ...body }))) {
        throw problem.conflict("This key has expired or was revoked. Make a new one.");
      }
      const row = await keys.find(workspaceId, id);
      if (row === null) throw noKey();
      return { body: { ...presentKey(row), apiKey: secret } };
    }),

    route(operations.deleteApiKey, async ({ params: { id }, principal }) => {
      const { workspaceId } = principal;
      const key = isId(id) ? await keys.find(workspaceId, id) : null;
      if (key === null) throw noKey();
      await keys.revoke(workspaceId, id, actorOf(principal));
      return {};
    }),
  ];
}
