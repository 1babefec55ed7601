/** A lane's turn: asks for its head, sends it, records what came of it. */
import type { DueDelivery, Repositories, TakenEndpoint } from "@lumenflow/db";
import { CannotOpen, describeError, type Logger } from "@lumenflow/runtime";
import { type AttemptDeps, type Attempted, attempt } from "./attempt.ts";
import type { Consequence } from "./judge.ts";
import { heldMs, type LaneReader, longestRestMs } from "./lane-reader.ts";
import type { Lane, Lanes } from "./lanes.ts";
import type { Statements } from "./statements.ts";

export interface RunTurnDeps extends AttemptDeps {
  readonly endpoint: TakenEndpoint;
  readonly lanes: Lanes;
  readonly reader: LaneReader;
  readonly statements: Statements;
  readonly deliveries: Pick<Repositories["deliveries"], "giveUp">;
  readonly now: () => number;
  /** Nothing more can be sent by this owner. */
  readonly stop: (reason: string) => void;
  readonly logger: Logger;
}

export type RunTurn = (lane: Lane) => Promise<void>;

/** Postgres could not be asked: try again after this. */
const pauseMs = 500;

export function createRunTurn(deps: RunTurnDeps): RunTurn {
  const { endpoint, lanes, reader, statements, deliveries, now, stop } = deps;
  const { endpointId, fence } = endpoint;

  /** Long waits are left to Postgres. */
  function wait(lane: Lane, ms: number, cause: string | null): void {
    if (ms <= longestRestMs) {
      lanes.rest(lane, now() + ms);
    } else {
      reader.rests(now() + ms, cause);
      lanes.leave(lane);
    }
  }

  async function disable(reason: string): Promise<void> {
    stop(reason);
    await deliveries.giveUp(endpoint, reason);
  }

  function resultOf(delivery: DueDelivery, attempted: Attempted) {
    const { consequence, ...measured } = attempted;
    const { workspaceId, deliveryId } = delivery;
    const own = { endpointId, fence, workspaceId, deliveryId, ...measured };
    // Its lane goes on with it once the endpoint is enabled again.
    if (consequence.to === "gone") {
      return { ...own, to: "pending", fault: consequence.fault, waitMs: 0, spent: false } as const;
    }
    return { ...own, ...consequence };
  }

  async function settle(lane: Lane, consequence: Consequence, more: boolean): Promise<void> {
    if (consequence.to === "delivered") reader.arrived();
    if (consequence.to === "gone") {
      await disable("The endpoint answered 410 Gone: it wants nothing more.");
      lanes.leave(lane);
    } else if (consequence.to === "pending") {
      wait(lane, consequence.waitMs, consequence.fault.cause);
    } else if (more) {
      lanes.again(lane);
    } else {
      lanes.leave(lane);
    }
  }

  async function send(lane: Lane, delivery: DueDelivery): Promise<void> {
    try {
      const attempted = await attempt(delivery, deps);
      // Only now may the lane go on: what comes next depends on what is recorded.
      await statements.record(resultOf(delivery, attempted));
      await settle(lane, attempted.consequence, delivery.more);
    } catch (error) {
      if (!(error instanceof CannotOpen)) throw error;
      await disable(
        `The endpoint's secret cannot be opened: ${error.message} Put the key back, or rotate the secret, then enable the endpoint.`,
      );
      lanes.leave(lane);
    }
  }

  return async (lane) => {
    const { name, early } = lane;
    const answer = await statements
      .next({ endpointId, fence, lane: name, early })
      .catch((error: unknown) => {
        deps.logger.warn({ err: describeError(error) }, "could not ask what goes next");
        return undefined;
      });
    if (answer === undefined) return lanes.rest(lane, now() + pauseMs);
    switch (answer.kind) {
      case "due":
        return send(lane, answer.delivery);
      case "waiting":
        return wait(lane, answer.ms, null);
      case "closed":
        stop("another owner, or disabled");
        return lanes.leave(lane);
      case "held":
        return wait(lane, heldMs, null);
      case "empty":
        return lanes.leave(lane);
    }
  };
}
