/** Drives the lanes of one endpoint while this process owns it. */
import { createSignal } from "@lumenflow/runtime";
import type { LaneReader } from "./lane-reader.ts";
import type { Lane, Lanes } from "./lanes.ts";
import type { Owner } from "./owners.ts";
import type { RunTurn } from "./run-turn.ts";

/** Why a run ended. */
export type Ending =
  /** Nothing left for now. */
  | { readonly kind: "drained" }
  /** Something is left, but not for a while. */
  | { readonly kind: "parked"; readonly ms: number }
  /** Something is left; others wait for this slot, or the process stops. */
  | { readonly kind: "yielded" }
  /** Another owner, or disabled. */
  | { readonly kind: "closed"; readonly reason: string };

export interface Actor extends Owner {
  /** Rejects with what no turn should throw. */
  run(): Promise<Ending>;
  /** Begins nothing more; `run` ends once the requests under way have been answered. */
  stop(ending: Ending): void;
}

export interface ActorDeps {
  readonly lanes: Lanes;
  readonly reader: LaneReader;
  readonly runTurn: RunTurn;
  readonly othersWaiting: () => Promise<boolean>;
  readonly now: () => number;
  /** Requests to this endpoint under way at the same time. */
  readonly mostUnderWay: number;
}

/** After its last turn an owner stays a moment: the next event then needs no job. */
const lingerMs = 2_500;
const sliceMs = 2_000;
/** How long an owner whose slot others want begins nothing, to get its requests answered. */
const restMs = 300;
/** Postgres could not be asked: try again after this. */
const pauseMs = 250;
/** A parked endpoint is looked at again after this at the latest, should a bell have been lost. */
const longestParkMs = 60_000;

export function createActor(deps: ActorDeps): Actor {
  const { lanes, reader, runTurn, now } = deps;
  const signal = createSignal();
  const running = new Set<Promise<void>>();
  let ending: Ending | undefined;
  let failure: unknown;
  let reading = false;
  let readAgainAt = 0;
  let activeAt = now();
  let lookedAt = now();
  let restUntil = 0;

  function stop(as: Ending): void {
    ending ??= as;
    signal.ring();
  }

  function begin(lane: Lane): void {
    const turn = runTurn(lane)
      .catch((error: unknown) => {
        failure ??= error;
        stop({ kind: "yielded" });
      })
      .finally(() => {
        running.delete(turn);
        activeAt = now();
        signal.ring();
      });
    running.add(turn);
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

  /** Begins whatever is due and says how long nothing will be. */
  function beginDue(): number {
    if (running.size > 0 && now() < restUntil) return restUntil - now();
    while (running.size < deps.mostUnderWay) {
      const next = lanes.next();
      if (next.kind === "wait") return next.until - now();
      begin(next.lane);
    }
    return Number.POSITIVE_INFINITY;
  }

  function rested(): Ending {
    const ms = reader.restUntil - now();
    if (ms === Number.POSITIVE_INFINITY) return { kind: "drained" };
    return { kind: "parked", ms: Math.min(Math.max(ms, 0), longestParkMs) };
  }

  /** Whether to end now. */
  async function endingNow(): Promise<Ending | undefined> {
    const busy = running.size > 0 || reading || reader.wants();
    if (lanes.size === 0 && !busy) {
      const lingered = now() - activeAt >= lingerMs;
      return lingered || (await deps.othersWaiting()) ? rested() : undefined;
    }
    const resting = now() < restUntil;
    if (resting && running.size === 0) return { kind: "yielded" };
    if (resting || now() - lookedAt < sliceMs) return undefined;
    lookedAt = now();
    if (await deps.othersWaiting()) restUntil = now() + restMs;
    return restUntil > now() && running.size === 0 ? { kind: "yielded" } : undefined;
  }

  return {
    stop,
    get lanes() {
      return lanes.size;
    },
    hear({ seq, lane }) {
      if (lane === undefined) reader.hear(seq);
      else lanes.add(lane, now());
      signal.ring();
    },

    async run() {
      while (ending === undefined) {
        if (!reading && reader.wants() && now() >= readAgainAt) read();
        const waitMs = beginDue();
        const found = await endingNow();
        if (found !== undefined) {
          ending ??= found;
          break;
        }
        const lingerFor = lanes.size === 0 ? activeAt + lingerMs - now() : Number.POSITIVE_INFINITY;
        const readFor = reading ? Number.POSITIVE_INFINITY : reader.dueAt - now();
        await signal.wait(Math.min(waitMs, Math.max(lingerFor, 1), Math.max(readFor, pauseMs)));
      }
      await Promise.all(running);
      if (failure !== undefined) throw failure;
      // Something new was heard of while it was being decided to rest: that is looked at first.
      const rests = ending.kind === "drained" || ending.kind === "parked";
      return rests && (lanes.size > 0 || reader.wants()) ? { kind: "yielded" } : ending;
    },
  };
}
