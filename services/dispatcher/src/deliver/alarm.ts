/** Rings for endpoints that something was recorded for while nobody in this process is awake for them. */
import { deliverEvents } from "@lumenflow/jobs";
import { type Bellringer, ringAfterCommit } from "@lumenflow/queue";

export interface Alarm {
  /** Rings now, or together with others in a moment. */
  wake(endpointId: string): void;
  /** Rings for nobody any more. */
  stop(): void;
}

/** An endpoint that is awake in another process is rung for too: not with every event. */
const restMs = 50;

/**
 * Events are recorded by whatever role changes something, and none of them knows endpoints: the
 * notification that comes with the rows is what wakes the sleeping. A lost one waits for the sweep.
 */
export function createAlarm(deps: Bellringer): Alarm {
  const asleep = new Set<string>();
  let resting: NodeJS.Timeout | undefined;
  let stopped = false;

  function ring(): void {
    resting = undefined;
    if (stopped || asleep.size === 0) return;
    const bells = [...asleep].map((endpointId) => ({ endpointId }));
    asleep.clear();
    resting = setTimeout(ring, restMs);
    void ringAfterCommit(deps, deliverEvents, bells);
  }

  return {
    wake(endpointId) {
      asleep.add(endpointId);
      if (resting === undefined) ring();
    },
    stop() {
      stopped = true;
      clearTimeout(resting);
    },
  };
}
