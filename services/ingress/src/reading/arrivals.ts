/** Wakes readers that wait for updates of their workspace. */
import type { Listener } from "@lumenflow/db";

export interface Arrival {
  /** Settles when updates of the workspace arrived, or the signal aborted. */
  readonly heard: Promise<void>;
  /** Stops listening. */
  forget(): void;
}

export interface Arrivals {
  /** Listens from now on. */
  next(workspaceId: string, signal: AbortSignal): Arrival;
}

export function createArrivals(listener: Pick<Listener, "on">): Arrivals {
  const waiting = new Map<string, Set<() => void>>();

  // Without a name (the connection was lost for a while) everybody looks.
  listener.on("updates", (workspaceId) => {
    const named = workspaceId === null ? [...waiting.keys()] : [workspaceId];
    for (const each of named) for (const wake of [...(waiting.get(each) ?? [])]) wake();
  });

  return {
    next(workspaceId, signal) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const readers = waiting.get(workspaceId) ?? new Set();
      function forget(): void {
        signal.removeEventListener("abort", wake);
        readers.delete(wake);
        if (readers.size === 0 && waiting.get(workspaceId) === readers) waiting.delete(workspaceId);
      }
      function wake(): void {
        forget();
        resolve();
      }
      waiting.set(workspaceId, readers.add(wake));
      signal.addEventListener("abort", wake);
      if (signal.aborted) wake();
      return { heard: promise, forget };
    },
  };
}
