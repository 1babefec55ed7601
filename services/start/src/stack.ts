/** Starts components one after the other and stops, in reverse, what was started. */
import type { Component, Logger } from "@lumenflow/runtime";

export interface Stack {
  /** @throws Error once stopping has begun */
  start(component: Component): Promise<void>;
  stop(): Promise<void>;
}

export function createStack(logger: Logger): Stack {
  const started: Component[] = [];
  let stopping: Promise<void> | undefined;

  async function stopAll(): Promise<void> {
    for (const component of started.toReversed()) {
      try {
        await component.stop();
      } catch (error) {
        logger.error({ err: error, component: component.name }, "could not stop cleanly");
      }
    }
  }

  return {
    async start(component) {
      if (stopping !== undefined) throw new Error("stopping: nothing more is started");
      // Listed before it has started: a component that failed half-way is stopped too.
      started.push(component);
      await component.start();
    },
    stop() {
      stopping ??= stopAll();
      return stopping;
    },
  };
}
