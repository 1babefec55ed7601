/** The lanes of one endpoint that have something to send now or shortly, and whose turn it is. */
import { createHeap } from "@lumenflow/runtime";

export interface Lane {
  readonly name: string;
  /** Its head is tried before its time. */
  early: boolean;
}

export type Next =
  | { readonly kind: "lane"; readonly lane: Lane }
  /** Infinity: only something new, or the end of a turn, can change anything. */
  | { readonly kind: "wait"; readonly until: number };

/**
 * Fair and simple: each lane has one turn at a time, and after it goes behind all others that are
 * ready. Pure: it knows no clock but the one handed in.
 */
export interface Lanes {
  /** Lanes that are ready, wait shortly, or have their turn. */
  readonly size: number;
  /** Something waits in this lane, not before the moment. During its turn: it gets another one. */
  add(name: string, notBefore: number, options?: { early?: boolean }): void;
  next(): Next;
  /** The turn is over; the lane may hold more. */
  again(lane: Lane): void;
  /** The turn is over; nothing of the lane goes before the moment. */
  rest(lane: Lane, until: number): void;
  /** The turn is over and the lane is left alone, unless something was added meanwhile. */
  leave(lane: Lane): void;
}

interface Known extends Lane {
  busy: boolean;
  added: boolean;
  notBefore: number;
  /** An entry whose version is not its lane's has been superseded. */
  version: number;
}

interface Entry {
  readonly lane: Known;
  readonly at: number;
  readonly place: number;
  readonly version: number;
}

export function createLanes(now: () => number): Lanes {
  const lanes = new Map<string, Known>();
  const line = createHeap<Entry>((a, b) => a.at < b.at || (a.at === b.at && a.place < b.place));
  let place = 0;

  function enter(lane: Known, notBefore: number): void {
    lane.version += 1;
    lane.notBefore = notBefore;
    place += 1;
    line.push({ lane, at: Math.max(notBefore, now()), place, version: lane.version });
  }

  /** Ends a turn; the lane as it is known here. */
  function end(lane: Lane): Known {
    const known = lane as Known;
    known.busy = false;
    known.early = false;
    return known;
  }

  return {
    get size() {
      return lanes.size;
    },

    add(name, notBefore, { early = false } = {}) {
      const known = lanes.get(name);
      if (known === undefined) {
        const made = { name, early, busy: false, added: false, notBefore, version: 0 };
        lanes.set(name, made);
        return enter(made, notBefore);
      }
      if (known.busy) {
        known.added = true;
      } else if (notBefore < known.notBefore) {
        known.early = early;
        enter(known, notBefore);
      }
    },

    next() {
      for (let top = line.peek(); top !== undefined; top = line.peek()) {
        const { lane, at, version } = top;
        const isVoid = lane.version !== version;
        if (!isVoid && at > now()) return { kind: "wait", until: at };
        line.pop();
        if (isVoid) continue;
        lane.busy = true;
        lane.added = false;
        return { kind: "lane", lane };
      }
      return { kind: "wait", until: Number.POSITIVE_INFINITY };
    },

    again: (lane) => enter(end(lane), now()),
    rest: (lane, until) => enter(end(lane), until),

    leave(lane) {
      const known = end(lane);
      if (known.added) enter(known, now());
      else lanes.delete(known.name);
    },
  };
}
