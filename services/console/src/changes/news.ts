/** Passes on which workspaces something was announced for, to whoever follows one of them. */
import type { Topic } from "@lumenflow/api";
import type { Listener } from "@lumenflow/db";

export interface Ear {
  /** Topics announced since the last call. */
  take(): Topic[];
  /** Resolves when something is announced, after `ms`, or with the signal. */
  heard(ms: number, signal: AbortSignal): Promise<void>;
  forget(): void;
}

export interface News {
  listen(workspaceId: string): Ear;
}

/** Announcements come at once and may be lost; what is in the audit trail is not. */
export function createNews(listener: Pick<Listener, "on">): News {
  const ears = new Map<string, Set<(topics: readonly Topic[]) => void>>();

  function tell(workspaceId: string | undefined, topics: readonly Topic[]): void {
    const named = workspaceId === undefined ? [...ears.values()] : [ears.get(workspaceId) ?? []];
    for (const each of named) for (const ear of each) ear(topics);
  }

  // Without a payload the connection was lost for a while: anything may have happened.
  listener.on("updates", (workspaceId) => tell(workspaceId ?? undefined, ["updates"]));
  listener.on("approvals", (payload) => tell(workspaceOf(payload), ["approvals", "messages"]));

  return {
    listen(workspaceId) {
      const waiting = new Set<Topic>();
      let wake: () => void = () => undefined;
      const ear = (topics: readonly Topic[]) => {
        for (const topic of topics) waiting.add(topic);
        wake();
      };
      const others = ears.get(workspaceId) ?? new Set();
      ears.set(workspaceId, others.add(ear));
      return {
        take() {
          const taken = [...waiting];
          waiting.clear();
          return taken;
        },
        heard(ms, signal) {
          if (waiting.size > 0 || signal.aborted) return Promise.resolve();
          return new Promise((resolve) => {
            const timer = setTimeout(end, ms);
            function end(): void {
              clearTimeout(timer);
              signal.removeEventListener("abort", end);
              wake = () => undefined;
              resolve();
            }
            signal.addEventListener("abort", end);
            wake = end;
          });
        },
        forget() {
          others.delete(ear);
          if (others.size === 0 && ears.get(workspaceId) === others) ears.delete(workspaceId);
        },
      };
    },
  };
}

function workspaceOf(payload: string | null): string | undefined {
  if (payload === null) return undefined;
  const { workspaceId } = JSON.parse(payload) as { workspaceId?: string };
  return workspaceId;
}
