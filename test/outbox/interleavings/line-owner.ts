/** A sender's run as one can hold it in one's hands: it claims when it is told to, and Telegram answers when it is told to. */
import type { ClaimedPart, Database, TakenLine } from "@lumenflow/db";
import { createLogger, createMetrics } from "@lumenflow/runtime";
import type { Outcome } from "@lumenflow/telegram";
import { createLineReader } from "../../../services/sender/src/actor/line-reader.ts";
import { createRunPart } from "../../../services/sender/src/actor/run-part.ts";
import { inherit } from "../../../services/sender/src/inherit.ts";
import { createSenderMetrics } from "../../../services/sender/src/metrics.ts";
import { createSchedule } from "../../../services/sender/src/pacing/schedule.ts";
import { createResults } from "../../../services/sender/src/results.ts";
import { unlimited } from "../setup.ts";

/** A call under way. */
export interface LineCall {
  readonly part: ClaimedPart;
  readonly place: number;
  /** Telegram's answer; resolves once the owner has recorded it. */
  answer(outcome: Outcome): Promise<void>;
}

export interface LineOwner {
  readonly calls: readonly LineCall[];
  /**
   * Begins what is due, whatever it must wait for; undefined where there is nothing, or it may not.
   * One that is deaf goes by what it knew: no notification reached it, and it has not looked since.
   */
  step(deaf?: boolean): Promise<LineCall | undefined>;
}

const logger = createLogger({ name: "owner", level: "silent" });
const metrics = createSenderMetrics(createMetrics({ defaults: false }));

/** Takes the line over. Its clock runs as fast as it is looked at, so that nobody waits for a hold. */
export async function takeLine(database: Database, connectionId: string): Promise<LineOwner> {
  const { outbox, registrations } = database;
  const line = (await outbox.take(connectionId)) as TakenLine;
  let moment = 0;
  const now = () => moment;
  const results = createResults({ database, logger });
  const schedule = createSchedule({ limits: unlimited, now });
  const calls: LineCall[] = [];
  let closed = !line.open;
  let called: ((call: LineCall) => void) | undefined;
  let place = 0;

  await inherit({ line, schedule, now, outbox, results, telegramTimeoutMs: 2_000 });
  const reader = createLineReader({ ...line, outbox, schedule, now });
  const runPart = createRunPart({
    line,
    schedule,
    results,
    logger,
    metrics,
    now,
    whenFree: (work) => work(),
    begins: () => true,
    claims: {
      async claim(wanted) {
        const [answer] = await outbox.claim([wanted]);
        if (answer === undefined) throw new Error("a claim has an answer");
        // This clock leaps: nothing is ever late by it.
        return { answer, askedAt: Number.POSITIVE_INFINITY };
      },
    },
    // Holds in Postgres end by its clock, which nobody can turn on.
    outbox: { holdChat: async () => undefined, holdConnection: async () => undefined },
    doubtOwnership() {
      closed = true;
    },
    moved: () => undefined,
    needsPerson: (trouble) =>
      registrations.needsPerson(connectionId, trouble).then(() => undefined),
    sendPart: (part) =>
      new Promise((resolve) => {
        const recorded = running;
        const call: LineCall = {
          part,
          place,
          async answer(outcome) {
            calls.splice(calls.indexOf(call), 1);
            resolve({ outcome });
            await recorded();
          },
        };
        calls.push(call);
        called?.(call);
      }),
  });
  let running: () => Promise<void> = async () => undefined;

  async function read(): Promise<void> {
    const [state] = await outbox.look([connectionId]);
    // What its process learns from a notification, or from looking.
    if (state?.fence === line.fence) {
      closed = !state.open;
      reader.hear(state.lastSeq);
    }
    while (reader.wants()) await reader.read();
  }

  return {
    calls,
    async step(deaf = false) {
      if (!deaf) await read();
      if (closed) return undefined;
      let next = schedule.next();
      while (next.kind === "wait" && Number.isFinite(next.until)) {
        moment = next.until;
        next = schedule.next();
      }
      if (next.kind === "wait") return undefined;
      place = next.part.seq;
      const asked = new Promise<LineCall>((resolve) => {
        called = resolve;
      });
      let run: Promise<void> | undefined;
      running = async () => run;
      run = runPart(next.part);
      return Promise.race([asked, run.then(() => undefined)]);
    },
  };
}
