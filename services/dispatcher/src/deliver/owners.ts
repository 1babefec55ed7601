/** Knows the actors of this process and tells each what was committed for its endpoint. */
import type { Listener } from "@lumenflow/db";
import { z } from "zod";

/** What was committed for an endpoint. */
export interface News {
  /** The first place of it; 0: anything may be. */
  readonly seq: number;
  /** The lane that it all belongs to, where it is one. */
  readonly lane?: string | undefined;
}

/** What the registry tells an actor. */
export interface Owner {
  /** Something new is there. */
  hear(news: News): void;
  /** Lanes in memory. */
  readonly lanes: number;
}

export interface Owners {
  /** Enters an actor; the returned function takes it out. */
  enter(endpointId: string, owner: Owner): () => void;
  awake(): { endpoints: number; lanes: number };
}

const notice = z.object({
  endpointId: z.string(),
  seq: z
    .string()
    .regex(/^\d{1,19}$/)
    .transform(Number),
  lane: z.string().optional(),
});

/** `asleep` is told of endpoints with something new that have no actor here. */
export function createOwners(
  listener: Pick<Listener, "on">,
  asleep: (endpointId: string) => void,
): Owners {
  const owners = new Map<string, Set<Owner>>();

  listener.on("deliveries", (payload) => {
    if (payload === null) {
      // After a reconnect something may have been missed.
      for (const set of owners.values()) for (const owner of set) owner.hear({ seq: 0 });
      return;
    }
    const told = notice.safeParse(parsed(payload));
    if (!told.success) return;
    const { endpointId, ...news } = told.data;
    const awake = owners.get(endpointId);
    if (awake === undefined) asleep(endpointId);
    else for (const owner of awake) owner.hear(news);
  });

  return {
    enter(endpointId, owner) {
      // More than one for a moment, where a lease lapsed and came back.
      const set = owners.get(endpointId) ?? new Set();
      owners.set(endpointId, set.add(owner));
      return () => {
        set.delete(owner);
        if (set.size === 0 && owners.get(endpointId) === set) owners.delete(endpointId);
      };
    },
    awake() {
      const all = [...owners.values()].flatMap((set) => [...set]);
      return { endpoints: owners.size, lanes: all.reduce((sum, { lanes }) => sum + lanes, 0) };
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
