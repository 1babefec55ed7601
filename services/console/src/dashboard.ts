/** Mounts the queue dashboard: to look at, for those who operate the queues. */
import { createBullBoard } from "@bull-board/api";
import { ExpressAdapter } from "@bull-board/express";
import { type Authenticate, problem } from "@lumenflow/api";
import type { PartitionLayout } from "@lumenflow/jobs";
import type { Queues } from "@lumenflow/queue";
import express from "express";

export interface DashboardDeps {
  readonly queues: Pick<Queues, "dashboardQueues">;
  /** The epochs of the partitions that are not closed. */
  readonly layouts: () => Promise<PartitionLayout[]>;
  readonly authenticate: Authenticate;
}

const path = "/queues";
const scope = "queues:operate";

/**
 * Only looking: a removed job would be an update lost or a bell unheard, and the sweep rings what
 * has to run. Payloads are masked by the queue.
 */
export function dashboard({ queues, layouts, authenticate }: DashboardDeps): express.Router {
  const router = express.Router();
  const serverAdapter = new ExpressAdapter();
  serverAdapter.setBasePath(path);
  const board = createBullBoard({
    queues: [],
    serverAdapter,
    options: { uiConfig: { hideRedisDetails: true, boardTitle: "LumenFlow queues" } },
  });
  const shows = serverAdapter.getRouter() as express.Handler;
  let shown = "";

  router.use(path, async (req, _res, next) => {
    const principal = await authenticate(req);
    if (!principal.scopes.includes(scope)) throw problem.notAllowed(`This needs ${scope}.`);
    if (req.method !== "GET" && req.method !== "HEAD") {
      throw problem.notAllowed("The dashboard is for looking; nothing is changed here.");
    }
    next();
  });
  router.use(path, async (req, res, next) => {
    await follow();
    shows(req, res, next);
  });
  return router;

  /** A change of the partitions' count makes queues, and leaves others behind. */
  async function follow(): Promise<void> {
    const live = await layouts();
    const epochs = live.map(({ epoch }) => epoch).join();
    if (epochs === shown) return;
    board.replaceQueues(queues.dashboardQueues({ readOnly: true, layouts: live }));
    shown = epochs;
  }
}
