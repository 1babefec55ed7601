/** Sends what a connection's outbox holds: takes the line, lets an actor drive it, answers how it ended. */
import type { Database, LineState, TakenLine } from "@lumenflow/db";
import {
  done,
  type drainOutbox as job,
  type PayloadOf,
  snooze,
  type Verdict,
} from "@lumenflow/jobs";
import type { JobContext } from "@lumenflow/queue";
import { CannotOpen, type Keyring } from "@lumenflow/runtime";
import {
  type ApiRoots,
  apiRootFor,
  createBotApi,
  type PacingLimits,
  type Transport,
} from "@lumenflow/telegram";
import { type Actor, createActor, type Ending } from "./actor/actor.ts";
import { createChatActions } from "./actor/chat-actions.ts";
import { createLineReader } from "./actor/line-reader.ts";
import { createRunPart, type WhenFree } from "./actor/run-part.ts";
import type { Claims } from "./claims.ts";
import { inherit } from "./inherit.ts";
import type { SenderMetrics } from "./metrics.ts";
import type { Owners } from "./owners.ts";
import { createSchedule } from "./pacing/schedule.ts";
import type { Results } from "./results.ts";
import { createSendPart } from "./send-part.ts";
import { createShowAction } from "./show-action.ts";

export interface DrainOutboxDeps {
  readonly database: Pick<
    Database,
    "chatActions" | "outbox" | "registrations" | "credentials" | "uploads"
  >;
  readonly owners: Owners;
  readonly claims: Claims;
  readonly results: Results;
  readonly keyring: Pick<Keyring, "open">;
  readonly transport: Transport;
  readonly whenFree: WhenFree;
  readonly roots: () => ApiRoots;
  readonly telegramTimeoutMs: number;
  readonly limits: PacingLimits;
  readonly metrics: SenderMetrics;
}

type Context = Pick<JobContext, "signal" | "logger" | "othersWaiting">;

/** The handler of the job `drain-outbox`. */
export function createDrainOutbox(deps: DrainOutboxDeps) {
  const { outbox } = deps.database;

  return async function drainOutbox(
    { connectionId }: PayloadOf<typeof job>,
    context: Context,
  ): Promise<Verdict> {
    const line = await outbox.take(connectionId);
    if (line === null) return done();
    const schedule = createSchedule({ limits: limitsOf(line, deps.limits), now });
    await inherit({ ...deps, line, schedule, now, outbox });
    if (!line.open || line.botToken === null) return done();
    // As after a hold: a bot that is still held is looked at when that is over.
    if (line.stoodStill && line.heldMs === 0) await outbox.holdBacklog(connectionId, line.fence);
    if (line.heldMs > 0) schedule.holdBot(now() + line.heldMs);
    const token = opened(line.botToken, connectionId);
    if (token instanceof CannotOpen) {
      const trouble = { cause: "token_unreadable", ...token.explain("The stored bot token") };
      await deps.database.registrations.needsPerson(connectionId, trouble);
      return done();
    }
    const actor = actorOf(deps, line, token, schedule, context);
    const leave = deps.owners.enter(connectionId, actor);
    const stopping = () => actor.stop({ kind: "yielded" });
    context.signal.addEventListener("abort", stopping);
    if (context.signal.aborted) stopping();
    let ending: Ending;
    try {
      ending = await actor.run();
    } finally {
      context.signal.removeEventListener("abort", stopping);
      // At once: whatever is heard from now on rings.
      leave();
    }
    return verdictOf(ending);

    function opened(sealed: string, context: string): string | CannotOpen {
      try {
        return deps.keyring.open(sealed, context);
      } catch (error) {
        if (error instanceof CannotOpen) return error;
        throw error;
      }
    }

    async function verdictOf(ending: Ending): Promise<Verdict> {
      if (ending.kind === "yielded") return snooze(0);
      if (ending.kind === "parked" && line !== null) {
        await outbox.park(connectionId, line.fence, ending);
      }
      return done();
    }
  };
}

function actorOf(
  deps: DrainOutboxDeps,
  line: TakenLine,
  token: string,
  schedule: ReturnType<typeof createSchedule>,
  context: Context,
): Actor {
  const { chatActions, outbox, registrations, credentials, uploads } = deps.database;
  const { connectionId } = line;
  const api = createBotApi({
    token,
    apiRoot: apiRootFor(token, deps.roots()),
    timeoutMs: deps.telegramTimeoutMs,
    transport: deps.transport,
  });
  const runPart = createRunPart({
    ...deps,
    line,
    schedule,
    outbox,
    now,
    logger: context.logger,
    sendPart: createSendPart({ ...deps, api, uploads, logger: context.logger }),
    begins: () => actor.begins,
    doubtOwnership: () => actor.doubt(),
    moved: () => actor.moved(),
    async needsPerson(trouble) {
      actor.stop({ kind: "closed", reason: "the token is refused" });
      // A token that has been replaced meanwhile says nothing about the new one.
      const current = await credentials.find(line.workspaceId, connectionId);
      if (current?.botToken === line.botToken)
        await registrations.needsPerson(connectionId, trouble);
    },
  });
  const actor = createActor({
    line,
    schedule,
    outbox,
    now,
    runPart,
    chatActions: createChatActions({
      take: () => chatActions.take(line.workspaceId, connectionId, line.fence),
      call: createShowAction(api),
      schedule,
      now,
    }),
    reader: createLineReader({ ...line, outbox, schedule, now }),
    othersWaiting: context.othersWaiting,
    limitsOf: (state) => limitsOf(state, deps.limits),
  });
  return actor;
}

/** As set for the connection, and as usual for what is not set. */
function limitsOf({ pacing }: Pick<LineState, "pacing">, usual: PacingLimits): PacingLimits {
  return { ...usual, ...pacing };
}

/** The monotonic clock, in milliseconds: intervals never come from a clock that can be set. */
function now(): number {
  return performance.now();
}
