/** A bell that one loop waits for and anybody rings. */

export interface Signal {
  ring(): void;
  /** Resolves at the next ring (at once, if it rang since the last wait) or after `ms`. */
  wait(ms: number): Promise<void>;
}

/** setTimeout takes no more; longer waits simply look again. */
const longestMs = 60_000;

export function createSignal(): Signal {
  let rung = false;
  let resolveWait: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      resolveWait?.();
    },
    async wait(ms) {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, Math.min(Math.max(ms, 0), longestMs));
          resolveWait = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      resolveWait = undefined;
      rung = false;
    },
  };
}
