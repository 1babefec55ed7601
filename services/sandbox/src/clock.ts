/** Keeps the sandbox's own time, which can run faster than the wall so that a day of retries fits into a test. */

export interface Clock {
  /** Sandbox time in milliseconds; runs `scale` times as fast as the wall clock. */
  now(): number;
  scale(): number;
  /** Changes the speed from this moment on; timers already set fire at their new wall time. */
  setScale(scale: number): void;
  /** Calls back once sandbox time has reached `at`; returns what cancels it. */
  at(at: number, callback: () => void): () => void;
  stop(): void;
}

/** The longest wait a Node timer can hold; longer ones are set again. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

interface Timer {
  at: number;
  callback: () => void;
  handle: NodeJS.Timeout | undefined;
}

/** A clock that starts at the wall's time. Timers do not keep the process alive. */
export function createClock(initialScale = 1): Clock {
  let scale = initialScale;
  let wallBase = performance.now();
  let base = Date.now();
  const timers = new Set<Timer>();

  const now = () => base + (performance.now() - wallBase) * scale;

  function arm(timer: Timer): void {
    clearTimeout(timer.handle);
    const wait = Math.min(LONGEST_TIMER_MS, Math.max(0, (timer.at - now()) / scale));
    timer.handle = setTimeout(() => {
      if (now() + 0.5 < timer.at) return arm(timer);
      timers.delete(timer);
      timer.callback();
    }, Math.ceil(wait));
    timer.handle.unref();
  }

  return {
    now,
    scale: () => scale,
    setScale(next) {
      base = now();
      wallBase = performance.now();
      scale = next;
      for (const timer of timers) arm(timer);
    },
    at(at, callback) {
      const timer: Timer = { at, callback, handle: undefined };
      timers.add(timer);
      arm(timer);
      return () => {
        clearTimeout(timer.handle);
        timers.delete(timer);
      };
    },
    stop() {
      for (const timer of timers) clearTimeout(timer.handle);
      timers.clear();
    },
  };
}
