/** Builds the sandbox: a local Telegram with a page for people and a control API for tests. */
import { fileURLToPath } from "node:url";
import type { Logger, Role } from "@lumenflow/runtime";
import type { MethodDeps } from "./bot-api/method.ts";
import { createBotApi } from "./bot-api/server.ts";
import type { Flavour } from "./bot-api/token.ts";
import { botRoutes } from "./control/bots.ts";
import { chatRoutes } from "./control/chats.ts";
import { conversationRoutes } from "./control/conversation.ts";
import { createEventStream } from "./control/event-stream.ts";
import { experimentRoutes } from "./control/experiments.ts";
import { fileRoutes } from "./control/files.ts";
import { createControl } from "./control/server.ts";
import { sidekickRoutes } from "./control/sidekick.ts";
import { userRoutes } from "./control/users.ts";
import { createCore } from "./core.ts";
import { createExampleSidekick } from "./example-sidekick.ts";
import { createHandler } from "./http/handler.ts";
import { createPage } from "./http/page.ts";
import { type Resolve, resolveWebhook } from "./webhook/resolve.ts";
import { createWebhooks } from "./webhook/webhooks.ts";

export interface SandboxDeps {
  logger: Logger;
  /** Where bots, chats, messages and queued updates survive a restart; without it they do not. */
  dataDir?: string | undefined;
  /** How many times faster than the wall retries and expiries run; default 1. */
  clockScale?: number | undefined;
  /** How malformed tokens are refused; default as api.telegram.org does. */
  flavour?: Flavour | undefined;
  /** How many calls and deliveries the journal keeps; default 50,000 each. */
  journalSize?: number | undefined;
  /** Aborts when the HTTP server begins to stop: event streams and long polls then end themselves. */
  stopping?: AbortSignal | undefined;
  /** Finds the address of a webhook's host. */
  resolve?: Resolve | undefined;
}

export interface Sandbox extends Role {
  readonly name: "sandbox";
  readonly handler: NonNullable<Role["handler"]>;
}

const DIST = fileURLToPath(new URL("../web/dist", import.meta.url));

/**
 * The sandbox role. Its handler answers only paths under `/sandbox`; deliveries run between `start`
 * and `stop` of its component. Tokens it issues look like `<botId>:SANDBOX_<secret>`, so that other
 * programs of the installation can tell them from real ones.
 */
export function createSandbox(deps: SandboxDeps): Sandbox {
  const { logger, flavour = "hosted" } = deps;
  const core = createCore(deps);
  const webhooks = createWebhooks({
    ...core,
    resolve: deps.resolve ?? resolveWebhook,
    onReply: (bot, params) => {
      botApi.runReply(bot, params).catch((error: unknown) => {
        logger.error({ err: error }, "webhook reply failed");
      });
    },
  });
  const shared: MethodDeps = { ...core, webhooks };
  const botApi = createBotApi({ ...shared, flavour });
  const stream = createEventStream(core.events);
  const sidekick = createExampleSidekick({ logger, events: core.events });
  const control = createControl(
    [
      ...botRoutes(shared),
      ...userRoutes(core),
      ...chatRoutes(core),
      ...conversationRoutes(core),
      ...fileRoutes(core),
      ...experimentRoutes(shared),
      ...sidekickRoutes(sidekick),
      stream.route,
    ],
    { logger },
  );

  function endStreams(): void {
    stream.stop();
    core.polling.stop();
  }
  deps.stopping?.addEventListener("abort", endStreams, { once: true });

  return {
    name: "sandbox",
    handler: createHandler({ core, flavour, botApi, control, page: createPage(DIST), logger }),
    checks: [],
    components: [
      {
        name: "sandbox",
        async start() {
          webhooks.start();
        },
        async stop() {
          sidekick.stop();
          webhooks.stop();
          endStreams();
          core.clock.stop();
          core.store.close();
        },
      },
    ],
  };
}
