/** Waits on a condition instead of on the clock. */
import { setTimeout as pause } from "node:timers/promises";

export interface EventuallyOptions {
  /** Default 20 s: what a machine that is held up needs, too. */
  timeoutMs?: number | undefined;
  /** Unless given, the longer it takes the rarer it is asked: whoever is waited for needs the processor. */
  intervalMs?: number | undefined;
}

const soonestMs = 20;
const rarestMs = 100;

type Truthy<T> = Exclude<T, undefined | null | false | 0 | "">;

/**
 * Asks until the condition gives something truthy, and returns that. A condition that throws
 * (a failing `expect`) is asked again; at the end its last error is the failure.
 */
export async function eventually<T>(
  condition: () => T | Promise<T>,
  { timeoutMs = 20_000, intervalMs }: EventuallyOptions = {},
): Promise<Truthy<T>> {
  const began = performance.now();
  const waited = () => performance.now() - began;
  let last: unknown;
  do {
    try {
      const value = await condition();
      if (value) return value as Truthy<T>;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await pause(intervalMs ?? Math.min(Math.max(waited() / 10, soonestMs), rarestMs));
  } while (waited() < timeoutMs);
  if (last instanceof Error) {
    last.message = `still after ${timeoutMs} ms: ${last.message}`;
    throw last;
  }
  throw new Error(`it did not happen within ${timeoutMs} ms: ${condition}`);
}
