/** Mounts the agent's tools over the very routes that answer the API here. */
import type { Authenticate, Route } from "@lumenflow/api";
import type { Database } from "@lumenflow/db";
import { createMcp } from "@lumenflow/mcp";
import type { Queues } from "@lumenflow/queue";
import type { IngressLimits, Logger, RequestHandler } from "@lumenflow/runtime";
import { ownApprovals } from "./own-approvals.ts";

export interface McpRouteDeps {
  readonly database: Pick<Database, "connections" | "ownApprovals">;
  readonly queues: Pick<Queues, "limiter">;
  readonly authenticate: Authenticate;
  /** `LUMENFLOW_INGRESS_LIMITS`; `false` is off. */
  readonly limits: IngressLimits | false;
  readonly origins: () => readonly string[];
  readonly logger: Logger;
}

/** Requests of one key: what a busy agent needs, and a loop of one does not get. */
const perKey = { name: "mcp", points: 200, windowMs: 10_000 };

/** Connections of which a list of conversations tells. */
const mostConnections = 20;

export function mcpRoute(deps: McpRouteDeps, routes: readonly Route[]): RequestHandler {
  const { database, queues, limits } = deps;
  const limiter = limits === false ? undefined : queues.limiter(perKey);
  return createMcp({
    ...deps,
    routes,
    ownApprovals: ownApprovals(database),
    async connections(workspaceId) {
      const page = { limit: mostConnections, disconnected: false };
      const rows = await database.connections.list(workspaceId, page);
      return rows.map(({ id, botUsername }) => ({ id, name: `@${botUsername}` }));
    },
    async limit({ id }) {
      if (limiter === undefined) return 0;
      const { granted, windowEndsInMs } = await limiter.take(id, 1);
      return granted ? 0 : Math.max(1, windowEndsInMs);
    },
  });
}
