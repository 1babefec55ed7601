/** Serves the operations on endpoints. */
import {
  actorOf,
  checkCursor,
  operations,
  type Principal,
  problem,
  type Route,
  route,
} from "@lumenflow/api";
import { type EndpointRow, newId } from "@lumenflow/db";
import { newSigningSecret } from "@lumenflow/egress";
import { isId } from "../ids.ts";
import { pageOf } from "../page.ts";
import { check, urlToSet } from "./check.ts";
import type { EndpointDeps } from "./deps.ts";
import { presentDelivery, presentEndpoint } from "./present.ts";

export function endpointRoutes(deps: EndpointDeps): Route[] {
  const { database, keyring } = deps;
  const { endpoints, deliveries } = database;

  const found = async ({ workspaceId }: Principal, id: string): Promise<EndpointRow> => {
    const row = isId(id) ? await endpoints.find(workspaceId, id) : null;
    if (row === null) throw problem.notFound("There is no endpoint of this id here.");
    return row;
  };
  const present = async (principal: Principal, id: string) =>
    presentEndpoint(await found(principal, id));
  const keyOf = (principal: Principal, id: string) => ({
    workspaceId: principal.workspaceId,
    id,
    initiator: actorOf(principal),
  });

  return [
    route(operations.createEndpoint, async ({ body, principal }) => {
      const { workspaceId } = principal;
      await check(workspaceId, body, deps);
      const id = newId("endpoint");
      const secret = newSigningSecret();
      await endpoints.add({
        id,
        workspaceId,
        url: new URL(body.url).href,
        events: body.events,
        connectionId: body.connectionId ?? null,
        description: body.description ?? null,
        sealedSecret: keyring.seal(secret, id),
        createdBy: actorOf(principal),
      });
      return { body: { ...(await present(principal, id)), secret } };
    }),

    route(operations.listEndpoints, async ({ query: { cursor, limit }, principal }) => {
      checkCursor(cursor, "end");
      const rows = await endpoints.list(principal.workspaceId, { cursor, limit: limit + 1 });
      return { body: pageOf(rows, limit, presentEndpoint) };
    }),

    route(operations.getEndpoint, async ({ params, principal }) => ({
      body: await present(principal, params.id),
    })),

    route(operations.changeEndpoint, async ({ params: { id }, body, principal }) => {
      const row = await found(principal, id);
      const url = urlToSet(body.url, row);
      await check(principal.workspaceId, { ...body, url }, deps);
      const changes = { ...body, url: url === undefined ? undefined : new URL(url).href };
      await endpoints.change(keyOf(principal, id), changes);
      return { body: await present(principal, id) };
    }),

    route(operations.deleteEndpoint, async ({ params: { id }, principal }) => {
      await found(principal, id);
      await endpoints.remove(keyOf(principal, id));
      return {};
    }),

    route(operations.rotateEndpointSecret, async ({ params: { id }, principal }) => {
      await found(principal, id);
      const secret = newSigningSecret();
      await endpoints.rotateSecret(keyOf(principal, id), keyring.seal(secret, id));
      return { body: { ...(await present(principal, id)), secret } };
    }),

    route(operations.enableEndpoint, async ({ params: { id }, principal }) => {
      await found(principal, id);
      await database.transaction((tx) => tx.endpoints.enable(keyOf(principal, id)));
      return { body: await present(principal, id) };
    }),

    route(operations.disableEndpoint, async ({ params: { id }, principal }) => {
      await found(principal, id);
      await endpoints.disable(keyOf(principal, id), "Disabled on request.");
      return { body: await present(principal, id) };
    }),

    route(operations.testEndpoint, async ({ params: { id }, principal }) => {
      const row = await found(principal, id);
      if (row.disabledAt !== null) {
        throw problem.conflict("The endpoint is disabled. Enable it, then test it.");
      }
      const { workspaceId } = principal;
      const deliveryId = await deliveries.addTest(workspaceId, id, actorOf(principal));
      const delivery = await deliveries.find(workspaceId, deliveryId);
      if (delivery === undefined) throw problem.notFound("The endpoint has just been deleted.");
      return { body: presentDelivery(delivery) };
    }),
  ];
}
