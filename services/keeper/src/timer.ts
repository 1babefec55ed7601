/** Does a piece of work again and again: never twice at the same time, and never stopped by a failure. */
import { type Check, type Component, describeError, type Logger } from "@lumenflow/runtime";

export interface Work {
  /** Kebab case: it stands in metrics, logs and `/readyz`. */
  readonly name: string;
  readonly everyMs: number;
  /** Idempotent, and right also when several keepers do it at once. */
  readonly run: () => Promise<void>;
}

export interface Timer {
  readonly component: Component;
  readonly check: Check;
}

export interface TimerDeps {
  readonly logger: Logger;
  /** Told the moment (Unix seconds) of each success. */
  readonly succeeded: (name: string, atSeconds: number) => void;
}

/** A timer that has not succeeded for this many rounds, and half a minute at least, is said to fail. */
const patienceRounds = 3;
const patienceMs = 30_000;
/** A failure of the same words is said again after this long: while a store is away nineteen timers fail each round. */
const sayAgainMs = 60_000;

export function createTimer({ name, everyMs, run }: Work, deps: TimerDeps): Timer {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let stopped = false;
  let succeededAt = performance.now();
  let failing: { readonly words: string; readonly saidAt: number; unsaid: number } | undefined;

  async function round(): Promise<void> {
    try {
      await run();
      succeededAt = performance.now();
      failing = undefined;
      deps.succeeded(name, Date.now() / 1_000);
    } catch (error) {
      say(error);
    }
  }

  function say(error: unknown): void {
    const err = describeError(error);
    const now = performance.now();
    if (failing?.words === err.message && now - failing.saidAt < sayAgainMs) {
      failing.unsaid += 1;
      return;
    }
    const before = failing?.unsaid ?? 0;
    failing = { words: err.message, saidAt: now, unsaid: 0 };
    deps.logger.warn({ timer: name, err, unsaid: before }, "a timer's round failed");
  }

  function next(): void {
    running = round().finally(() => {
      running = undefined;
      if (!stopped) timer = setTimeout(next, everyMs);
    });
  }

  return {
    component: {
      name: `timer ${name}`,
      async start() {
        next();
      },
      async stop() {
        stopped = true;
        clearTimeout(timer);
        await running;
      },
    },
    check: {
      name: `timer-${name}`,
      async check() {
        const lateMs = performance.now() - succeededAt;
        const allowedMs = Math.max(patienceRounds * everyMs, patienceMs);
        if (lateMs <= allowedMs) return { ok: true };
        return { ok: false, detail: `no success for ${Math.round(lateMs / 1_000)} s` };
      },
    },
  };
}
