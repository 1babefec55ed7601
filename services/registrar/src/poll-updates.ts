/** Asks for a connection's updates: takes it, lets a poller drive it, answers how that ended. */
import { setTimeout as delay } from "node:timers/promises";
import type { Database, TakenPoll } from "@lumenflow/db";
import type { IntakeAll } from "@lumenflow/inbound";
import {
  convergeRegistration,
  done,
  type pollUpdates as job,
  type PayloadOf,
  snooze,
  type Verdict,
} from "@lumenflow/jobs";
import { type JobContext, type Queues, ringAfterCommit } from "@lumenflow/queue";
import { type OpenBotDeps, openBotOrFault } from "./open-bot.ts";
import { createHandOn } from "./polling/hand-on.ts";
import { createHealth } from "./polling/health.ts";
import type { PollingMetrics } from "./polling/metrics.ts";
import { createPoller, type Ending } from "./polling/poller.ts";
import type { Pollers } from "./polling/pollers.ts";
import { createTroubles, type Patience } from "./polling/troubles.ts";

export interface PollUpdatesDeps extends OpenBotDeps {
  readonly database: Pick<Database, "polling" | "receiving" | "registrations" | "credentials">;
  readonly queues: Pick<Queues, "ringAll">;
  readonly pollers: Pollers;
  readonly intakeAll: IntakeAll;
  /** How long Telegram holds an answer without updates, 1–50; below the time of a call. */
  readonly holdSeconds: number;
  /** Kinds of updates that Telegram has had since this version; none unless given. */
  readonly newerKinds?: readonly string[] | undefined;
  readonly patience: Patience;
  readonly metrics: PollingMetrics;
}

type Context = Pick<JobContext, "signal" | "logger" | "othersWaiting">;

/** The handler of the job `poll-updates`. */
export function createPollUpdates(deps: PollUpdatesDeps) {
  const { polling, receiving, registrations } = deps.database;

  return async function pollUpdates(
    { connectionId }: PayloadOf<typeof job>,
    context: Context,
  ): Promise<Verdict> {
    const poll = await polling.take(connectionId);
    if (poll === null) return done();
    try {
      return await verdictOf(poll, await drive(poll, context));
    } finally {
      // If Postgres is away, silence will say the same.
      await polling.leave(poll).catch(() => undefined);
    }
  };

  async function drive(poll: TakenPoll, { signal, logger, othersWaiting }: Context) {
    const { connectionId, workspaceId } = poll;
    const bot = await openBotOrFault({ workspaceId, id: connectionId }, deps);
    if ("fault" in bot) return { kind: "refused", trouble: bot.fault } as const;
    const poller = createPoller({
      poll,
      api: bot.api,
      newerKinds: deps.newerKinds,
      holdSeconds: deps.holdSeconds,
      handOn: createHandOn({
        connection: { connectionId, workspaceId },
        intakeAll: deps.intakeAll,
        metrics: deps.metrics,
        logger,
      }),
      othersWaiting,
      now,
      pause: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
      // While Postgres is away, nobody else can have become the owner either.
      look: () => deps.pollers.look(poll).catch(() => undefined),
      ...createHealth({
        connectionId,
        troubles: createTroubles({ patience: deps.patience, now }),
        receiving,
        registrations,
        pollers: deps.pollers,
        metrics: deps.metrics,
        logger,
        converge: () =>
          ringAfterCommit({ queues: deps.queues, logger }, convergeRegistration, [
            { connectionId },
          ]),
      }),
    });
    const leave = deps.pollers.enter(poll, poller);
    const stopping = () => poller.stop({ kind: "yielded" });
    signal.addEventListener("abort", stopping);
    if (signal.aborted) stopping();
    try {
      return await poller.run();
    } finally {
      signal.removeEventListener("abort", stopping);
      leave();
    }
  }

  async function verdictOf(poll: TakenPoll, ending: Ending): Promise<Verdict> {
    if (ending.kind === "yielded") return snooze(0);
    // A connection that was registered anew meanwhile may have a new token.
    if (ending.kind === "refused" && (await polling.refuse(poll))) {
      await registrations.needsPerson(poll.connectionId, ending.trouble);
    }
    return done();
  }
}

/** The monotonic clock, in milliseconds. */
function now(): number {
  return performance.now();
}
