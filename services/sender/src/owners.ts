/** Knows the actors of this process and tells each what happens to its connection. */
import type { LineState, Listener, Repositories } from "@lumenflow/db";
import type { Component } from "@lumenflow/runtime";
import { z } from "zod";
import type { SenderMetrics } from "./metrics.ts";

/** What the registry tells an actor. */
export interface Owner {
  hear(seq: number): void;
  see(state: LineState): void;
  moved(): void;
  asked(): void;
}

export interface Owners extends Component {
  /** Enters an actor; the returned function takes it out. */
  enter(connectionId: string, owner: Owner): () => void;
}

/** A notification that was lost, a pause, another owner: noticed after this at the latest. */
const lookMs = 250;

/** A place that was given, a chat that moved with what is queued for it, or an action to be shown. */
const notice = z.union([
  z.object({ connectionId: z.string(), seq: z.string().regex(/^\d+$/) }),
  z.object({ connectionId: z.string(), moved: z.literal(true) }),
  z.object({ connectionId: z.string(), action: z.literal(true) }),
]);

export function createOwners(deps: {
  readonly outbox: Pick<Repositories["outbox"], "look">;
  readonly listener: Pick<Listener, "on">;
  readonly metrics: SenderMetrics;
}): Owners {
  const { outbox, listener, metrics } = deps;
  const owners = new Map<string, Set<Owner>>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;

  listener.on("outbox", (payload) => {
    // After a reconnect something may have been missed.
    if (payload === null) look();
    const told = notice.safeParse(payload === null ? undefined : parsed(payload));
    if (!told.success) return;
    for (const owner of owners.get(told.data.connectionId) ?? []) {
      if ("moved" in told.data) owner.moved();
      else if ("action" in told.data) owner.asked();
      else owner.hear(Number(told.data.seq));
    }
  });

  /** One statement for all actors; while one is out, no second. */
  function look(): void {
    if (owners.size === 0 || looking !== undefined) return;
    looking = outbox
      .look([...owners.keys()])
      .then((states) => {
        for (const state of states) {
          for (const owner of owners.get(state.connectionId) ?? []) owner.see(state);
        }
      })
      // Postgres is away: claims will say so.
      .catch(() => undefined)
      .finally(() => {
        looking = undefined;
      });
  }

  return {
    name: "outbox-owners",
    enter(connectionId, owner) {
      const set = owners.get(connectionId) ?? new Set();
      owners.set(connectionId, set.add(owner));
      metrics.owners.set(owners.size);
      return () => {
        set.delete(owner);
        if (set.size === 0 && owners.get(connectionId) === set) owners.delete(connectionId);
        metrics.owners.set(owners.size);
      };
    },
    async start() {
      timer ??= setInterval(look, lookMs);
    },
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}
