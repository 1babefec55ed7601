/** The API by which messages are asked for and decided about, in the test's own process, for callers known by name. */
import { type Principal, routes, scopes } from "@lumenflow/api";
import { type Database, newId } from "@lumenflow/db";
import { createMedia } from "@lumenflow/media";
import type { Bellringer } from "@lumenflow/queue";
import { type Component, httpServer, type Logger } from "@lumenflow/runtime";
import express from "express";
import { approvalRoutes } from "../../services/console/src/approvals/routes.ts";
import { backlogRoutes } from "../../services/console/src/connections/backlog.ts";
import { delegationRoutes } from "../../services/console/src/delegations/routes.ts";
import { pauseRoutes } from "../../services/console/src/pauses/routes.ts";
import { policyRoutes } from "../../services/console/src/policies/routes.ts";
import { telegramLinkRoutes } from "../../services/console/src/telegram-links/routes.ts";
import { messageRoutes } from "../../services/ingress/src/messages/routes.ts";
import { uploadRoutes } from "../../services/ingress/src/uploads/routes.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers are compared with what is expected of them
  readonly body: any;
}

export interface Desk {
  readonly components: readonly Component[];
  readonly origin: () => string;
  /** Enters a caller; returns the name. */
  principal(name: string, change?: Partial<Principal>): string;
  api(
    method: string,
    path: string,
    request?: { caller?: string; key?: string; body?: unknown },
  ): Promise<Answer>;
}

/** `sidekick` and `approver` are known from the start; whoever is not named is the former. */
export function createDesk(deps: {
  readonly database: Database;
  readonly queues: Bellringer["queues"];
  readonly logger: Logger;
  readonly workspaceId: string;
}): Desk {
  const { database, logger, workspaceId } = deps;
  const principals = new Map<string, Principal>();
  function principal(name: string, change: Partial<Principal> = {}): string {
    const id = newId("apiKey");
    principals.set(name, {
      kind: "key",
      id,
      name,
      workspaceId,
      scopes,
      mayDecideOwn: false,
      ...change,
    });
    return name;
  }
  principal("sidekick");
  principal("approver", { kind: "user" });

  // Files are fetched from this machine: everything a test reaches is here.
  const media = createMedia({ uploads: database.uploads, networks: ["127.0.0.0/8"] });
  const served = { ...deps, media };
  const all = [
    ...messageRoutes(served),
    ...uploadRoutes(served),
    ...approvalRoutes(served),
    ...pauseRoutes(served),
    ...backlogRoutes(served),
    ...policyRoutes(served),
    ...telegramLinkRoutes(served),
    ...delegationRoutes(served),
  ];
  const app = express();
  app.use(
    routes(all, {
      logger,
      async authenticate(req) {
        const found = principals.get(String(req.headers["x-caller"] ?? "sidekick"));
        if (found === undefined) throw new Error("no such caller");
        return found;
      },
    }),
  );
  const server = httpServer({
    name: "api",
    host: "127.0.0.1",
    port: 0,
    logger,
    handler: (req, res) => app(req as express.Request, res as express.Response),
  });
  const origin = () => `http://127.0.0.1:${server.address().port}`;

  return {
    components: [media.component, server],
    origin,
    principal,
    async api(method, path, { caller = "sidekick", key, body } = {}) {
      const answer = await fetch(`${origin()}/api/v1${path}`, {
        method,
        headers: {
          "x-caller": caller,
          ...(key !== undefined && { "idempotency-key": key }),
          ...(method !== "GET" && { "content-type": "application/json" }),
        },
        ...(method !== "GET" && { body: JSON.stringify(body ?? {}) }),
      });
      const text = await answer.text();
      const parsed = text === "" ? undefined : JSON.parse(text);
      return { status: answer.status, headers: answer.headers, body: parsed };
    },
  };
}
