/** Says in a connection's status how its polling goes, and how long to wait after a failure. */
import type { PollState, Repositories } from "@lumenflow/db";
import { refusedBot } from "@lumenflow/governance";
import { notGiven, otherPoller } from "@lumenflow/registration";
import { describeError, type Logger } from "@lumenflow/runtime";
import {
  type Answer,
  classify,
  type PollingConflict,
  pollingConflictOf,
} from "@lumenflow/telegram";
import type { PollingMetrics } from "./metrics.ts";
import type { PollerDeps, Response } from "./poller.ts";
import type { Pollers } from "./pollers.ts";
import type { Troubles } from "./troubles.ts";

export interface HealthDeps {
  readonly connectionId: string;
  readonly troubles: Troubles;
  readonly receiving: Pick<Repositories["receiving"], "degraded" | "recovered">;
  readonly registrations: Pick<Repositories["registrations"], "needsPerson">;
  readonly pollers: Pick<Pollers, "answered">;
  /** Has the registrar look what webhook there is, and take it away unless that only goes on and on. */
  readonly converge: () => Promise<void>;
  readonly metrics: Pick<PollingMetrics, "polls">;
  readonly logger: Logger;
}

export function createHealth(deps: HealthDeps): Pick<PollerDeps, "onFailure" | "onSuccess"> {
  const { connectionId, troubles, receiving, registrations, pollers, metrics, logger } = deps;

  /** While Postgres is away a status cannot be changed; the next failure or success says it again. */
  async function ifPossible(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      logger.warn({ err: describeError(error) }, "could not note how polling goes");
    }
  }

  async function conflicted(conflict: PollingConflict): Promise<Response> {
    const { delayMs, failures, level } = troubles.failed("conflict");
    logger.warn({ conflict, failures }, "a conflict over updates");
    if (level === "passing") return { waitMs: delayMs };
    if (conflict === "webhook_set") {
      await ifPossible(deps.converge);
      return { waitMs: delayMs };
    }
    if (level === "person") {
      await ifPossible(() => registrations.needsPerson(connectionId, otherPoller));
    } else {
      await ifPossible(() => receiving.degraded(connectionId, otherPoller));
    }
    return { waitMs: delayMs };
  }

  async function silent(answer: Answer): Promise<Response> {
    const outcome = classify({ method: "getUpdates", answer });
    if (outcome.class === "connection_unusable") {
      return { waitMs: 0, end: { kind: "refused", trouble: refusedBot(outcome) } };
    }
    const { delayMs, failures, level } = troubles.failed("silence");
    logger.warn({ code: outcome.code, failures }, "Telegram gave no updates");
    if (level === "degraded") {
      await ifPossible(() => receiving.degraded(connectionId, notGiven(outcome)));
    }
    const askedMs = outcome.class === "rate_limited" ? outcome.retryAfterSeconds * 1_000 : 0;
    return { waitMs: Math.max(delayMs, askedMs) };
  }

  return {
    async onFailure(answer) {
      const conflict = pollingConflictOf(answer);
      metrics.polls.inc({ outcome: outcomeOf(answer) });
      return conflict === null ? silent(answer) : conflicted(conflict);
    },

    async onSuccess(begunAt, { status }: PollState) {
      metrics.polls.inc({ outcome: "ok" });
      pollers.answered(connectionId);
      const well = troubles.succeeded(begunAt);
      if (!well || (status !== "degraded" && status !== "action_required")) return;
      await ifPossible(() => receiving.recovered(connectionId));
      logger.info("updates come again");
    },
  };
}

function outcomeOf(answer: Answer): string {
  return pollingConflictOf(answer) ?? classify({ method: "getUpdates", answer }).code;
}
