/** Mounts the queue dashboard, to look at: for operators with ids, for a workspace's other people without. */
import { createBullBoard } from "@bull-board/api";
import { ExpressAdapter } from "@bull-board/express";
import { type Authenticate, type Principal, problem } from "@lumenflow/api";
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
 * has to run. Payloads are masked by the queue. The queues are of the whole installation, so that
 * whoever does not operate it sees states and numbers, not whose jobs they are.
 */
export function dashboard({ queues, layouts, authenticate }: DashboardDeps): express.Router {
  const router = express.Router();
  const operators = createBoard();
  const onlookers = createBoard();
  let shown = "";

  router.use(path, async (req, res, next) => {
    const principal = await authenticate(req);
    if (!operates(principal) && !isMember(principal)) {
      throw problem.notAllowed(`This needs ${scope}, or a person of the workspace.`);
    }
    if (req.method !== "GET" && req.method !== "HEAD") {
      throw problem.notAllowed("The dashboard is for looking; nothing is changed here.");
    }
    await follow();
    (operates(principal) ? operators : onlookers).shows(req, res, next);
  });
  return router;

  /** A change of the partitions' count makes queues, and leaves others behind. */
  async function follow(): Promise<void> {
    const live = await layouts();
    const epochs = live.map(({ epoch }) => epoch).join();
    if (epochs === shown) return;
    const looking = { readOnly: true, layouts: live };
    operators.board.replaceQueues(queues.dashboardQueues(looking));
    onlookers.board.replaceQueues(queues.dashboardQueues({ ...looking, ids: false }));
    shown = epochs;
  }
}

function createBoard() {
  const serverAdapter = new ExpressAdapter();
  serverAdapter.setBasePath(path);
  const board = createBullBoard({
    queues: [],
    serverAdapter,
    options: { uiConfig: { hideRedisDetails: true, boardTitle: "LumenFlow queues" } },
  });
  return { board, shows: serverAdapter.getRouter() as express.Handler };
}

function operates({ scopes }: Principal): boolean {
  return scopes.includes(scope);
}

/** Signed in, and kept from nothing by a second factor that is missing. */
function isMember({ kind, restriction }: Principal): boolean {
  return kind === "user" && restriction === undefined;
}
