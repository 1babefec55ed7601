/** The ingress: Telegram's webhook route, and what Sidekick reads and asks for. */
import { createSecretKey, type KeyObject } from "node:crypto";
import { type Authenticate, routes } from "@lumenflow/api";
import type { Database, Listener } from "@lumenflow/db";
import { createIntake } from "@lumenflow/inbound";
import { mcpPath } from "@lumenflow/mcp";
import type { Media } from "@lumenflow/media";
import type { Queues } from "@lumenflow/queue";
import type {
  Component,
  IngressLimits,
  Logger,
  Metrics,
  RequestHandler,
  Role,
} from "@lumenflow/runtime";
import express from "express";
import { mcpRoute } from "./mcp/mcp.ts";
import { presentMessage, presentParts } from "./messages/present.ts";
import { messageRoutes } from "./messages/routes.ts";
import { createArrivals } from "./reading/arrivals.ts";
import { getChat } from "./reading/get-chat.ts";
import { getChatTimeline } from "./reading/get-chat-timeline.ts";
import { listChatMembers } from "./reading/list-chat-members.ts";
import { listChats } from "./reading/list-chats.ts";
import { listUpdates } from "./reading/list-updates.ts";
import { streamUpdates } from "./reading/stream-updates.ts";
import { createUpdatePages } from "./reading/update-pages.ts";
import { uploadRoutes } from "./uploads/routes.ts";
import { createKnownKeys } from "./webhook/known-keys.ts";
import { createLimits } from "./webhook/limits.ts";
import { createWebhookMetrics } from "./webhook/metrics.ts";
import { createSourceAddress, type TrustProxy } from "./webhook/source-address.ts";
import { createWebhook, webhookPath } from "./webhook/webhook.ts";

export { mcpPath, webhookPath };

export interface IngressDeps {
  readonly database: Database;
  readonly queues: Pick<Queues, "enqueue" | "ringAll" | "limiter" | "check">;
  readonly listener: Pick<Listener, "on">;
  readonly authenticate: Authenticate;
  /** `LUMENFLOW_INGRESS_LIMITS`; `false` is off. */
  readonly limits: IngressLimits | false;
  readonly trustProxy?: TrustProxy;
  /** Our own origins, from which a page may speak to `/mcp`; none unless given. */
  readonly origins?: (() => readonly string[]) | undefined;
  readonly media: Media;
  readonly metrics: Pick<Metrics, "counter" | "histogram">;
  readonly logger: Logger;
  /** Aborts when stopping begins: whoever waits for updates is answered at once. */
  readonly stopping: AbortSignal;
}

export interface IngressRole extends Role {
  readonly handler: RequestHandler;
}

/** Start the components before the handler gets a request. What it does not serve, it passes on. */
export function createIngress(deps: IngressDeps): IngressRole {
  const { database, queues, listener, authenticate, media, logger, stopping } = deps;
  const metrics = createWebhookMetrics(deps.metrics);
  const { intake, component } = createIntake({
    partitions: database.partitions,
    queues,
    metrics,
    logger,
  });
  let macKey: KeyObject | undefined;

  const keys = createKnownKeys({ read: (keyIds) => database.ingest.connectionsOfKeys(keyIds) });
  listener.on("connections", () => keys.changed());

  const secret: Component = {
    name: "ingress",
    async start() {
      macKey = createSecretKey(await database.installation.secret("webhook-mac"));
    },
    // Nothing is kept here that was acknowledged: the server waits for the requests in hand.
    async stop() {},
  };

  const webhook = createWebhook({
    macKey() {
      if (macKey === undefined) throw new Error("the ingress has not been started");
      return macKey;
    },
    keys,
    limits: createLimits({ limits: deps.limits, limiter: (options) => queues.limiter(options) }),
    addressOf: createSourceAddress(deps.trustProxy),
    accept: intake,
    metrics,
  });

  const { connections, chatMembers, chatMoves, chats, messages, updates } = database;
  const pages = createUpdatePages({ updates, chatMoves });
  const arrivals = createArrivals(listener);
  const served = [
    listUpdates({ pages, arrivals, stopping }),
    streamUpdates({ pages, updates, arrivals, stopping, logger }),
    listChats({ connections, chats }),
    getChat({ connections, chatMoves, chats }),
    listChatMembers({ connections, chatMoves, chats, chatMembers }),
    getChatTimeline({
      connections,
      chatMoves,
      chats,
      async messageView(workspaceId, id) {
        const row = await messages.find(workspaceId, id);
        return row === null ? null : { message: presentMessage(row), parts: presentParts(row) };
      },
    }),
    ...messageRoutes({ database, queues, media, logger }),
    ...uploadRoutes({ database, media }),
  ];
  const mcp = mcpRoute({ ...deps, origins: deps.origins ?? (() => []) }, served);
  const app = express();
  app.disable("x-powered-by");
  // Nobody asks for an answer again by its name, and hashing each costs as much as reading some.
  app.set("etag", false);
  app.use(routes(served, { authenticate, logger }));

  return {
    name: "ingress",
    components: [media.component, secret, component],
    checks: [database.check, queues.check],
    handler(req, res, next) {
      // The hot route costs no more than plain node:http.
      if (webhook(req, res)) return;
      mcp(req, res, () => app(req as express.Request, res as express.Response, next));
    },
  };
}
