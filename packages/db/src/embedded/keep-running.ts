/** Starts a server again that ended by itself: at once, then later each time, until that is in vain. */
import { setTimeout as delay } from "node:timers/promises";
import { describeError, type Logger } from "@lumenflow/runtime";
import type { Server } from "./server.ts";

export interface Patience {
  /** How often it may end, or not start, one time after the other. */
  readonly most: number;
  /** Before the second start in a row, in milliseconds; doubled from start to start. */
  readonly pauseMs: number;
  /** Whoever ran for so long did not end one time after the other. */
  readonly calmMs: number;
}

/** Half a minute for what mends itself, such as memory that another program took. */
export const defaultPatience: Patience = { most: 6, pauseMs: 500, calmMs: 60_000 };

export interface KeepRunningOptions {
  readonly server: Server;
  readonly startAgain: (signal: AbortSignal) => Promise<Server>;
  /** Nothing is started again after this. */
  readonly onGivenUp: (error: Error) => void;
  readonly patience: Patience;
  readonly logger: Logger;
}

export interface KeptRunning {
  /** Starts nothing more, and waits for a start that is under way. */
  stop(): Promise<void>;
}

export function keepRunning(options: KeepRunningOptions): KeptRunning {
  const { startAgain, onGivenUp, patience, logger } = options;
  const over = new AbortController();
  const { signal } = over;
  const stopped = new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve());
  });

  async function watch(): Promise<void> {
    let { server } = options;
    let failures = 0;
    for (;;) {
      const since = performance.now();
      await Promise.race([server.gone(), stopped]);
      if (signal.aborted) return;
      if (performance.now() - since >= patience.calmMs) failures = 0;
      logger.warn("the embedded Postgres has ended: it is started again");
      let next: Server | undefined;
      let last: unknown;
      while (next === undefined) {
        failures += 1;
        if (failures > patience.most) return giveUp(last);
        if (failures > 1) await pause(patience.pauseMs * 2 ** (failures - 2));
        if (signal.aborted) return;
        next = await startAgain(signal).catch((error: unknown) => {
          last = error;
          logger.warn({ err: describeError(error), failures }, "it did not start");
          return undefined;
        });
      }
      server = next;
      logger.info("the embedded Postgres runs again");
    }
  }

  function giveUp(last: unknown): void {
    if (signal.aborted) return;
    const why = last === undefined ? "each time it ended again" : describeError(last).message;
    const words = `the embedded Postgres has ended, and was started again ${patience.most} times in vain (${why}): see server.log in LUMENFLOW_DATA_DIR, mend what it says, and start again`;
    onGivenUp(new Error(words, { cause: last }));
  }

  const pause = (ms: number) => delay(ms, undefined, { signal, ref: false }).catch(() => undefined);

  const watching = watch();
  return {
    stop() {
      over.abort();
      return watching;
    },
  };
}
