/** Does what nobody else can do, again and again until it succeeds. */
import { setTimeout as delay } from "node:timers/promises";

const firstPauseMs = 100;
const longestPauseMs = 2_000;

/** `failed` is told of each failure and of the pause that follows. Never rejects. */
export async function insist<T>(
  work: () => Promise<T>,
  failed: (error: unknown, nextDelayMs: number) => void,
): Promise<T> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      return await work();
    } catch (error) {
      failed(error, pauseMs);
      await delay(pauseMs);
    }
  }
}
