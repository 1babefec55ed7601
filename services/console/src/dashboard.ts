/** Mounts the queue dashboard: to look at, for those who operate the queues. */
import { createBullBoard } from "@bull-board/api";
import { ExpressAdapter } from "@bull-board/express";
import { type Authenticate, problem } from "@lumenflow/api";
import type { PartitionLayout } from "@lumenflow/jobs";
import type { Queues } from "@lumenflow/queue";
import express from "express";

export interface DashboardDeps {
  readonly queues: Pick<Queues, "dashboardQueues">;
  /** The open epoch of the partitions. */
  readonly layout: () => Promise<PartitionLayout>;
  readonly authenticate: Authenticate;
}

const path = "/queues";
const scope = "queues:operate";

/**
 * Only looking: a removed job would be an update lost or a bell unheard, and the sweep rings what
 * has to run. Payloads are masked by the queue.
 */
export function dashboard({ queues, layout, authenticate }: DashboardDeps): express.Router {
  const router = express.Router();
  let board: Promise<express.Handler> | undefined;

  router.use(path, async (req, _res, next) => {
    const principal = await authenticate(req);
    if (!principal.scopes.includes(scope)) throw problem.notAllowed(`This needs ${scope}.`);
    if (req.method !== "GET" && req.method !== "HEAD") {
      throw problem.notAllowed("The dashboard is for looking; nothing is changed here.");
    }
    next();
  });
  router.use(path, async (req, res, next) => {
    board ??= build().catch((error: unknown) => {
      board = undefined;
      throw error;
    });
    (await board)(req, res, next);
  });
  return router;

  async function build(): Promise<express.Handler> {
    const serverAdapter = new ExpressAdapter();
    serverAdapter.setBasePath(path);
    createBullBoard({
      queues: queues.dashboardQueues({ readOnly: true, layout: await layout() }),
      serverAdapter,
      options: { uiConfig: { hideRedisDetails: true, boardTitle: "LumenFlow queues" } },
    });
    return serverAdapter.getRouter() as express.Handler;
  }
}
