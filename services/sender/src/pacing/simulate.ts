/** Plays a schedule against a Telegram with a network of its own, on a clock that jumps. For tests. */
import { createHeap } from "@lumenflow/runtime";
import type { PacingLimits } from "@lumenflow/telegram";
import type { Part } from "./part.ts";
import { createSchedule, type PastSend } from "./schedule.ts";

export interface SimulatedPart {
  readonly chatId: string;
  readonly priority: number;
  readonly paid?: boolean | undefined;
  /** When it is approved. */
  readonly at: number;
}

export interface Network {
  /** Milliseconds between the decision and the arrival, and between the arrival and the answer. */
  delays(index: number): { readonly there: number; readonly back: number };
}

export interface Arrival {
  readonly part: Part;
  readonly at: number;
  readonly decidedAt: number;
}

export interface Simulation {
  readonly limits: PacingLimits;
  readonly parts: readonly SimulatedPart[];
  readonly network: Network;
  readonly past?: readonly PastSend[] | undefined;
}

/** Everything that arrived, in the order of arrival. */
export function simulate({ limits, parts, network, past = [] }: Simulation): Arrival[] {
  let time = 0;
  const events = createHeap<{ at: number; run: () => void }>((a, b) => a.at < b.at);
  const schedule = createSchedule({ limits, now: () => time });
  const arrivals: Arrival[] = [];
  let decided = 0;

  function send(part: Part): void {
    const { there, back } = network.delays(decided);
    const decidedAt = time;
    decided += 1;
    events.push({ at: time + there, run: () => arrivals.push({ part, at: time, decidedAt }) });
    events.push({
      at: time + there + back,
      run() {
        schedule.answered(part);
        schedule.remove(part);
      },
    });
  }

  schedule.inherit(past);
  for (const [index, { at, ...part }] of parts.entries()) {
    const id = String(index);
    const own = { id, workspaceId: "ws", messageId: id, seq: index + 1, notBefore: 0 };
    const made = { ...own, ...part, paid: part.paid === true };
    events.push({ at, run: () => schedule.add(made) });
  }
  for (;;) {
    const next = schedule.next();
    if (next.kind === "part") {
      send(next.part);
      continue;
    }
    const event = events.peek();
    if (event === undefined && next.until === Number.POSITIVE_INFINITY) break;
    if (event === undefined || next.until < event.at) {
      time = Math.max(time, next.until);
      continue;
    }
    events.pop();
    time = Math.max(time, event.at);
    event.run();
  }
  return arrivals.toSorted((a, b) => a.at - b.at);
}

/** The most arrivals in any window of that length, both ends included. */
export function mostWithin(windowMs: number, arrivals: readonly Arrival[]): number {
  let most = 0;
  let first = 0;
  for (const [index, { at }] of arrivals.entries()) {
    while ((arrivals[first]?.at ?? at) < at - windowMs) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
