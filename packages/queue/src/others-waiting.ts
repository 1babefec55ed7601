/** Tells long runs whether others wait for their slot, with one look for all runs of the process. */
import type { BullQueue } from "./driver.ts";

const freshMs = 250;

/** A function that answers from a look at most 250 ms old; false while the backend is away. */
export function createOthersWaiting(
  queue: () => Pick<BullQueue, "getWaitingCount">,
  now: () => number = () => performance.now(),
): () => Promise<boolean> {
  let look: Promise<boolean> | undefined;
  let until = 0;
  return () => {
    if (look === undefined || now() >= until) {
      until = now() + freshMs;
      look = queue()
        .getWaitingCount()
        .then((waiting) => waiting > 0)
        .catch(() => false);
    }
    return look;
  };
}
