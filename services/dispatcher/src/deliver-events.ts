/** Delivers an endpoint's events: takes the endpoint, lets an actor drive its lanes, answers how it ended. */
import type { Database, TakenEndpoint } from "@lumenflow/db";
import {
  done,
  type deliverEvents as job,
  type PayloadOf,
  snooze,
  type Verdict,
} from "@lumenflow/jobs";
import type { JobContext } from "@lumenflow/queue";
import type { Keyring } from "@lumenflow/runtime";
import { type Actor, createActor, type Ending } from "./deliver/actor.ts";
import { createLaneReader } from "./deliver/lane-reader.ts";
import { createLanes } from "./deliver/lanes.ts";
import type { DeliveryMetrics } from "./deliver/metrics.ts";
import type { Owners } from "./deliver/owners.ts";
import type { Post } from "./deliver/post.ts";
import { createRunTurn } from "./deliver/run-turn.ts";
import type { RetrySchedule } from "./deliver/schedule.ts";
import type { Statements } from "./deliver/statements.ts";

export interface DeliverEventsDeps {
  readonly database: Pick<Database, "deliveries">;
  readonly owners: Owners;
  readonly statements: Statements;
  readonly keyring: Pick<Keyring, "open">;
  readonly post: Post;
  readonly schedule: RetrySchedule;
  readonly metrics: DeliveryMetrics;
}

type Context = Pick<JobContext, "signal" | "logger" | "othersWaiting">;

/** Requests to one endpoint under way at the same time, each of another lane. */
const mostUnderWay = 32;

/** The handler of the job `deliver-events`. */
export function createDeliverEvents(deps: DeliverEventsDeps) {
  const { deliveries } = deps.database;

  return async function deliverEvents(
    { endpointId }: PayloadOf<typeof job>,
    context: Context,
  ): Promise<Verdict> {
    const endpoint = await deliveries.take(endpointId);
    if (endpoint === null || !endpoint.open) return done();
    const actor = actorOf(deps, endpoint, context);
    const leave = deps.owners.enter(endpointId, actor);
    const stopping = () => actor.stop({ kind: "yielded" });
    context.signal.addEventListener("abort", stopping);
    if (context.signal.aborted) stopping();
    try {
      const ending = await actor.run();
      // From now on nobody here hears of anything new: a bell has to ring for it.
      leave();
      return await verdictOf(endpoint, ending);
    } finally {
      context.signal.removeEventListener("abort", stopping);
      leave();
    }
  };

  async function verdictOf(endpoint: TakenEndpoint, ending: Ending): Promise<Verdict> {
    if (ending.kind === "yielded") return snooze(0);
    if (ending.kind === "parked") await deliveries.park(endpoint, ending.ms);
    return done();
  }
}

function actorOf(deps: DeliverEventsDeps, endpoint: TakenEndpoint, context: Context): Actor {
  const { deliveries } = deps.database;
  const { endpointId } = endpoint;
  const lanes = createLanes(now);
  const reader = createLaneReader({ endpointId, deliveries, lanes, now });
  const runTurn = createRunTurn({
    ...deps,
    endpoint,
    endpointId,
    deliveries,
    lanes,
    reader,
    now,
    logger: context.logger,
    stop: (reason) => actor.stop({ kind: "closed", reason }),
  });
  const actor = createActor({
    lanes,
    reader,
    runTurn,
    now,
    mostUnderWay,
    othersWaiting: context.othersWaiting,
  });
  return actor;
}

/** The monotonic clock, in milliseconds: intervals never come from a clock that can be set. */
function now(): number {
  return performance.now();
}
