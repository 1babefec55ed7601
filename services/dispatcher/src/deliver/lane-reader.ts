/** Finds the lanes that hold something: those it hears of at once, and every one of them regularly. */
import type { Repositories, WaitingLane } from "@lumenflow/db";
import { mayComeEarly } from "./judge.ts";
import type { Lanes } from "./lanes.ts";

export interface LaneReader {
  /** Something was committed at this place or behind it; 0: look at all lanes. */
  hear(seq: number): void;
  /** Something arrived: what waits because nothing could may be tried again. */
  arrived(): void;
  /** Whether a look would bring something. */
  wants(): boolean;
  /** When it next wants to look by itself. */
  readonly dueAt: number;
  /** When the first of the lanes that are not in memory, since they wait for long, is due. */
  readonly restUntil: number;
  /** A lane waits for so long that it is left out of memory, where its attempt failed for this cause. */
  rests(until: number, cause: string | null): void;
  read(): Promise<void>;
}

/** All lanes are looked at this often: what was committed out of order, or not heard of, is found then. */
const everyMs = 5_000;
/** Lanes that wait longer stay in Postgres alone; more than the time between two looks. */
export const longestRestMs = 10_000;
/** The end of a pause is told of; should that be lost, it is found out after this. */
export const heldMs = 60_000;
/** Lanes in memory, about 300 bytes each; the others wait until these are through. */
const capacity = 50_000;
const pageSize = 1_000;
const newAtOnce = 5_000;
/** A lane that is tried early is tried so often at most. */
const earlyEveryMs = 60_000;

export interface LaneReaderDeps {
  readonly endpointId: string;
  readonly deliveries: Pick<Repositories["deliveries"], "lanes" | "lanesFrom">;
  readonly lanes: Lanes;
  readonly now: () => number;
}

export function createLaneReader(deps: LaneReaderDeps): LaneReader {
  const { endpointId, deliveries, lanes, now } = deps;
  /** Where what was heard of begins. */
  let from = Number.POSITIVE_INFINITY;
  let dueAt = now();
  let restUntil = Number.POSITIVE_INFINITY;
  /** Lanes that may come early, and whether they shall. */
  let away = 0;
  let early = false;
  let arrivedAt = Number.NEGATIVE_INFINITY;

  function enter(found: WaitingLane, eagerly: boolean): void {
    const { lane, waitMs, cause, attemptedAgoMs, held } = found;
    if (held) {
      restUntil = Math.min(restUntil, now() + heldMs);
      return;
    }
    const mayBeEarly = waitMs > 0 && mayComeEarly(cause);
    if (mayBeEarly && eagerly && (attemptedAgoMs ?? 0) >= earlyEveryMs) {
      lanes.add(lane, now(), { early: true });
      return;
    }
    if (mayBeEarly) away += 1;
    if (waitMs > longestRestMs) restUntil = Math.min(restUntil, now() + waitMs);
    else lanes.add(lane, now() + waitMs);
  }

  async function readAll(): Promise<void> {
    from = Number.POSITIVE_INFINITY;
    away = 0;
    restUntil = Number.POSITIVE_INFINITY;
    dueAt = now() + everyMs;
    const eagerly = early;
    early = false;
    try {
      for (let after = ""; ; ) {
        const page = await deliveries.lanes(endpointId, { after, limit: pageSize });
        for (const lane of page.toSorted((a, b) => a.seq - b.seq)) enter(lane, eagerly);
        const last = page.at(-1);
        if (last === undefined || page.length < pageSize || lanes.size > capacity) break;
        after = last.lane;
      }
    } catch (error) {
      dueAt = now();
      early ||= eagerly;
      throw error;
    }
  }

  async function readNew(): Promise<void> {
    const first = from;
    from = Number.POSITIVE_INFINITY;
    try {
      const page = { from: first, limit: newAtOnce };
      const { names, next } = await deliveries.lanesFrom(endpointId, page);
      for (const name of names) lanes.add(name, now());
      if (next !== null) from = Math.min(from, next);
    } catch (error) {
      from = Math.min(from, first);
      throw error;
    }
  }

  const full = () => lanes.size > capacity;

  return {
    hear(seq) {
      if (seq === 0) dueAt = now();
      else from = Math.min(from, seq);
    },

    arrived() {
      if (away === 0 || now() < arrivedAt + everyMs) return;
      arrivedAt = now();
      early = true;
      dueAt = now();
    },

    wants: () => !full() && (from < Number.POSITIVE_INFINITY || now() >= dueAt),

    get dueAt() {
      return dueAt;
    },

    get restUntil() {
      return restUntil;
    },

    rests(until, cause) {
      restUntil = Math.min(restUntil, until);
      if (mayComeEarly(cause)) away += 1;
    },

    read: () => (now() >= dueAt ? readAll() : readNew()),
  };
}
