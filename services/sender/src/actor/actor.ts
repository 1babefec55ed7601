/** Drives one connection's line while this process owns it. */
import type { LineState, Parking, PlacedPart, Repositories, TakenLine } from "@lumenflow/db";
import { createSignal } from "@lumenflow/runtime";
import type { PacingLimits } from "@lumenflow/telegram";
import type { Part } from "../pacing/part.ts";
import type { Schedule } from "../pacing/schedule.ts";
import type { ChatActions } from "./chat-actions.ts";
import type { LineReader } from "./line-reader.ts";
import type { RunPart } from "./run-part.ts";

/** Why a run ended. */
export type Ending =
  /** Nothing left for now. */
  | { readonly kind: "drained" }
  /** Something is left, but not for a while. */
  | ({ readonly kind: "parked" } & Parking)
  /** Something is left; others wait for this slot, or the process stops. */
  | { readonly kind: "yielded" }
  /** Another owner, a pause, a disconnect or a refused token. */
  | { readonly kind: "closed"; readonly reason: string };

export interface Actor {
  run(): Promise<Ending>;
  /** Whether anything more is claimed, as far as this process knows. */
  readonly begins: boolean;
  /** A place in the line has been given. */
  hear(seq: number, part?: PlacedPart): void;
  /** What the connection looks like now. */
  see(state: LineState): void;
  /** Queued parts go to another chat than was read: the line is read anew, by another run. */
  moved(): void;
  /** Somebody wants the bot to be seen doing something. */
  asked(): void;
  /** Claims nothing more; `run` ends once the calls under way have been answered. */
  stop(ending: Ending): void;
}

export interface ActorDeps {
  readonly line: TakenLine;
  readonly schedule: Schedule;
  readonly reader: LineReader;
  /** Gets the means to stop, since running a part may show that there is no point in going on. */
  readonly runPart: RunPart;
  readonly chatActions: ChatActions;
  readonly outbox: Pick<Repositories["outbox"], "look">;
  readonly othersWaiting: () => Promise<boolean>;
  readonly limitsOf: (state: LineState) => PacingLimits;
  readonly now: () => number;
}

/** After its last part an owner stays a moment: the next message then needs no job. */
const lingerMs = 2_500;
const sliceMs = 2_000;
/** Longer waits are parked in Postgres. */
const parkMs = 5_000;
/** Beside so many calls under way no action is shown, which only matters where limits are lifted. */
const mostUnderWay = 500;
/** How long an owner whose slot others want begins nothing, to get its calls answered. */
const restMs = 300;
/** Postgres could not be asked: try again after this. */
const pauseMs = 250;

export function createActor(deps: ActorDeps): Actor & { doubt(): void } {
  const { line, schedule, reader, runPart, chatActions, outbox, now } = deps;
  const signal = createSignal();
  const running = new Set<Promise<void>>();
  let ending: Ending | undefined;
  let reading = false;
  let readAgainAt = 0;
  let doubting = false;
  /** Why nothing is begun for now. It may pass before the calls under way have been answered. */
  let shut: string | undefined;
  let activeAt = now();
  let lookedAt = now();
  let restUntil = 0;
  let { pacing } = line;

  const begins = () => ending === undefined && shut === undefined && !doubting;

  function stop(as: Ending): void {
    ending ??= as;
    signal.ring();
  }

  function track(work: Promise<void>): void {
    const run = work.finally(() => {
      running.delete(run);
      activeAt = now();
      signal.ring();
    });
    running.add(run);
  }

  function begin(part: Part): void {
    track(runPart(part).catch(() => stop({ kind: "yielded" })));
  }

  /** An action that cannot be fetched or shown is no loss. */
  function asked(): void {
    track(chatActions.fetch().catch(() => undefined));
  }

  /** Shows what has a slot, and says for how long nothing has one. */
  function showDue(): number {
    while (shut === undefined && running.size < mostUnderWay) {
      const { show, dueAt } = chatActions.next();
      if (show === undefined) return dueAt - now();
      track(show().catch(() => undefined));
    }
    return Number.POSITIVE_INFINITY;
  }

  function read(): void {
    reading = true;
    reader
      .read()
      .catch(() => {
        readAgainAt = now() + pauseMs;
      })
      .finally(() => {
        reading = false;
        signal.ring();
      });
  }

  function see(state: LineState): void {
    if (state.fence !== line.fence) stop({ kind: "closed", reason: "another owner" });
    shut = whyShut(state);
    if (state.heldMs > 0) schedule.holdBot(now() + state.heldMs);
    pacing = state.pacing;
    schedule.keep(deps.limitsOf(state));
    reader.hear(state.lastSeq);
    signal.ring();
  }

  /** The line refuses our claims: nothing more is claimed until we know why. */
  function doubt(): void {
    if (doubting) return;
    doubting = true;
    outbox
      .look([line.connectionId])
      .then(([state]) => {
        if (state === undefined) stop({ kind: "closed", reason: "gone" });
        else see(state);
      })
      .catch(() => stop({ kind: "yielded" }))
      .finally(() => {
        doubting = false;
        signal.ring();
      });
  }

  /** Begins whatever is due and says how long nothing will be. */
  function beginDue(): number {
    if (!begins()) return Number.POSITIVE_INFINITY;
    if (running.size > 0 && now() < restUntil) return restUntil - now();
    for (;;) {
      const next = schedule.next();
      if (next.kind === "wait") return next.until - now();
      begin(next.part);
    }
  }

  const isBusy = () => running.size > 0 || reading || doubting || reader.wants();
  const isIdle = () => schedule.size === 0 && !isBusy();

  /** Whether to end, given that nothing is due for `waitMs`. */
  async function endingOf(waitMs: number): Promise<Ending | undefined> {
    if (shut !== undefined) {
      return running.size === 0 ? { kind: "closed", reason: shut } : undefined;
    }
    if (isIdle() && now() - activeAt >= lingerMs) return { kind: "drained" };
    if (!isBusy() && schedule.size > 0 && waitMs > parkMs)
      return { kind: "parked", ms: waitMs, pacing, heard: reader.heard };
    // Looked at again: what was heard meanwhile rings no bell.
    if (isIdle()) return (await deps.othersWaiting()) && isIdle() ? { kind: "drained" } : undefined;
    const resting = now() < restUntil;
    if (resting && running.size === 0) return { kind: "yielded" };
    if (resting || now() - lookedAt < sliceMs) return undefined;
    lookedAt = now();
    if (await deps.othersWaiting()) restUntil = now() + restMs;
    return restUntil > now() && running.size === 0 ? { kind: "yielded" } : undefined;
  }

  return {
    get begins() {
      return begins();
    },
    see,
    moved: () => stop({ kind: "yielded" }),
    asked,
    stop,
    doubt,
    hear(seq, part) {
      reader.hear(seq, part);
      signal.ring();
    },

    async run() {
      if (line.actionAsked) asked();
      while (ending === undefined) {
        if (!reading && reader.wants() && now() >= readAgainAt) read();
        const showMs = showDue();
        const waitMs = beginDue();
        const found = await endingOf(waitMs);
        if (found !== undefined) {
          ending ??= found;
          break;
        }
        const lingerFor =
          schedule.size === 0 ? activeAt + lingerMs - now() : Number.POSITIVE_INFINITY;
        const readFor = reader.wants() && !reading ? pauseMs : Number.POSITIVE_INFINITY;
        await signal.wait(Math.min(waitMs, showMs, Math.max(lingerFor, 1), readFor));
      }
      await Promise.all(running);
      return ending;
    },
  };
}

function whyShut({ open, stoodStill }: LineState): string | undefined {
  if (!open) return "paused or closed";
  return stoodStill ? "a person is to be asked first" : undefined;
}
