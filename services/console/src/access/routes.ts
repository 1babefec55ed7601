/** Serves the operations on workspaces and API keys, and says who the caller is. */
import { mintApiKey } from "@lumenflow/accounts";
import {
  actorOf,
  isRole,
  isScope,
  operations,
  problem,
  type Route,
  route,
  workspaceKeyScopes,
} from "@lumenflow/api";
import { type ApiKeyRow, type Database, newId } from "@lumenflow/db";
import { checkCursor, isId } from "../ids.ts";
import { pageOf } from "../page.ts";
import { expiryOf, refuseScopes } from "./grant.ts";

export interface AccessDeps {
  readonly database: Pick<Database, "keys" | "workspaces" | "transaction">;
}

export function accessRoutes({ database }: AccessDeps): Route[] {
  const { keys, workspaces } = database;

  return [
    route(operations.getMe, async ({ principal }) => {
      const { kind, id, name, scopes, workspaceId, mayDecideOwn } = principal;
      const workspace = await workspaces.find(workspaceId);
      if (workspace === null) throw problem.notFound("The workspace is gone.");
      const memberships = kind === "user" ? await workspaces.membershipsOf(id) : [];
      const role = memberships.find((membership) => membership.id === workspaceId)?.role ?? "";
      return {
        body: {
          kind,
          id,
          name,
          scopes: [...scopes],
          role: isRole(role) ? role : null,
          workspace,
          mayDecideOwn,
        },
      };
    }),

    route(operations.createWorkspace, async ({ body: { name }, principal }) => {
      const workspace = { id: newId("workspace"), name };
      const { key, digest, hint } = mintApiKey();
      const initiator = actorOf(principal);
      await database.transaction(async (tx) => {
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
      });
      return { body: { ...workspace, apiKey: key } };
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
      checkCursor(cursor);
      const rows = await keys.list(principal.workspaceId, { cursor, limit: limit + 1 });
      return { body: pageOf(rows, limit, presentKey) };
    }),

    route(operations.deleteApiKey, async ({ params: { id }, principal }) => {
      const { workspaceId } = principal;
      const key = isId(id) ? await keys.find(workspaceId, id) : null;
      if (key === null) throw problem.notFound("There is no API key of this id here.");
      await keys.revoke(workspaceId, id, actorOf(principal));
      return {};
    }),
  ];
}

function presentKey(row: ApiKeyRow) {
  return {
    id: row.id,
    name: row.name,
    hint: row.hint,
    scopes: row.scopes.filter(isScope),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
