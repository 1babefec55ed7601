/** Serves the operations on an endpoint's deliveries: the log, dead letters, replay. */
import {
  actorOf,
  checkCursor,
  operations,
  type Principal,
  problem,
  type Route,
  route,
} from "@lumenflow/api";
import { type DeliveryRow, mostReplayed, type ReplayFilter } from "@lumenflow/db";
import { isId } from "../ids.ts";
import { pageOf } from "../page.ts";
import type { EndpointDeps } from "./deps.ts";
import { presentDelivery } from "./present.ts";

export function deliveryRoutes(deps: EndpointDeps): Route[] {
  const { endpoints, deliveries } = deps.database;

  const findEndpoint = async ({ workspaceId }: Principal, id: string): Promise<void> => {
    const row = isId(id) ? await endpoints.find(workspaceId, id) : null;
    if (row === null) throw problem.notFound("There is no endpoint of this id here.");
  };
  const found = async ({ workspaceId }: Principal, id: string): Promise<DeliveryRow> => {
    const row = isId(id) ? await deliveries.find(workspaceId, id) : undefined;
    if (row === undefined) throw problem.notFound("There is no delivery of this id here.");
    return row;
  };

  async function replay(
    principal: Principal,
    endpointId: string,
    filter: ReplayFilter,
  ): Promise<number> {
    const { workspaceId } = principal;
    const by = { workspaceId, endpointId, initiator: actorOf(principal) };
    const replayed = await deliveries.replay({ ...filter, ...by });
    if (replayed === null) {
      throw problem.invalid([
        {
          path: "until",
          message: `more than ${mostReplayed} deliveries match; replay them in parts, the oldest first`,
        },
      ]);
    }
    return replayed;
  }

  return [
    route(operations.listDeliveries, async ({ params: { id }, query, principal }) => {
      await findEndpoint(principal, id);
      const { cursor, status, limit } = query;
      checkCursor(cursor, "dlv");
      const endpoint = { workspaceId: principal.workspaceId, endpointId: id };
      const rows = await deliveries.list(endpoint, { cursor, status, limit: limit + 1 });
      return { body: pageOf(rows, limit, presentDelivery) };
    }),

    route(operations.listDeadLetters, async ({ params: { id }, principal }) => {
      await findEndpoint(principal, id);
      const groups = await deliveries.deadLetters(id);
      const data = await Promise.all(
        groups.map(async ({ exampleId, firstAt, lastAt, ...group }) => ({
          ...group,
          firstAt: firstAt.toISOString(),
          lastAt: lastAt.toISOString(),
          example: presentDelivery(await found(principal, exampleId)),
        })),
      );
      return { body: { data } };
    }),

    route(operations.replayDeliveries, async ({ params: { id }, body, principal }) => {
      await findEndpoint(principal, id);
      const deliveryIds = body.deliveryIds?.filter(isId);
      return { body: { replayed: await replay(principal, id, { ...body, deliveryIds }) } };
    }),

    route(operations.getDelivery, async ({ params: { id }, principal }) => ({
      body: presentDelivery(await found(principal, id)),
    })),

    route(operations.replayDelivery, async ({ params: { id }, principal }) => {
      const { endpointId } = await found(principal, id);
      await replay(principal, endpointId, { deliveryIds: [id] });
      return { body: presentDelivery(await found(principal, id)) };
    }),
  ];
}
