/** Rings for endpoints that something was recorded for while nobody in this process is awake for them. */
import { deliverEvents } from "@lumenflow/jobs";
import { type Bellringer, ringAfterCommit } from "@lumenflow/queue";

export interface Alarm {
  /** Makes sure that somebody looks at the endpoint from now on, here or elsewhere. */
  wake(endpointId: string): void;
  /** Rings for nobody any more. */
  stop(): void;
}

/**
 * Every process hears of everything, also of what another one is just delivering. So each rings for an
 * endpoint once in this time at most: at once, and at its end for what came meanwhile. It is shorter
 * than an owner lingers, so that in between there is one awake.
 */
const restMs = 2_000;

/**
 * Events are recorded by whatever role changes something, and none of them knows endpoints: the
 * notification that comes with the rows is what wakes the sleeping. A lost one waits for the sweep.
 */
export function createAlarm(deps: Bellringer): Alarm {
  /** Endpoints rung for lately, and whether they are to be rung for again. */
  const lately = new Map<string, { readonly rest: NodeJS.Timeout; again: boolean }>();
  let due = new Set<string>();

  function ring(): void {
    const bells = [...due].map((endpointId) => ({ endpointId }));
    due = new Set();
    void ringAfterCommit(deps, deliverEvents, bells);
  }

  function rested(endpointId: string): void {
    const again = lately.get(endpointId)?.again === true;
    lately.delete(endpointId);
    if (again) wake(endpointId);
  }

  function wake(endpointId: string): void {
    const rung = lately.get(endpointId);
    if (rung !== undefined) {
      rung.again = true;
      return;
    }
    const rest = setTimeout(() => rested(endpointId), restMs);
    lately.set(endpointId, { rest, again: false });
    // What one transaction tells of comes in one go, and is rung for in one.
    if (due.size === 0) queueMicrotask(ring);
    due.add(endpointId);
  }

  return {
    wake,
    stop() {
      for (const { rest } of lately.values()) clearTimeout(rest);
      lately.clear();
    },
  };
}
