/** Knows the actors of this process, tells each what happens to its connection, and rings for those that have just left. */
import type { LineState, Listener, PlacedPart, Repositories } from "@lumenflow/db";
import type { Component } from "@lumenflow/runtime";
import { z } from "zod";
import type { SenderMetrics } from "./metrics.ts";

/** What the registry tells an actor. */
export interface Owner {
  /** Places have been given, the last of them this one; the part at it, where it is the only one. */
  hear(seq: number, part?: PlacedPart): void;
  see(state: LineState): void;
  moved(): void;
  asked(): void;
}

export interface Owners extends Component {
  /** Enters an actor; the returned function takes it out. */
  enter(connectionId: string, owner: Owner): () => void;
}

/** A notification that was lost, a pause, another owner: noticed after this at the latest. */
const lookMs = 500;

/** Whoever asks for a message rings no bell where the line was at work a moment ago (`isOwned`), plus what a notice takes. */
const rememberMs = 5_000;

const placed = z.object({
  id: z.string(),
  messageId: z.string(),
  chatId: z.string(),
  priority: z.number(),
  paid: z.boolean(),
});

/** Places that were given, a chat that moved with what is queued for it, or an action to be shown. */
const notice = z.union([
  z.object({ connectionId: z.string(), seq: z.string().regex(/^\d+$/), part: placed.nullish() }),
  z.object({ connectionId: z.string(), moved: z.literal(true) }),
  z.object({ connectionId: z.string(), action: z.literal(true) }),
]);

export function createOwners(deps: {
  readonly outbox: Pick<Repositories["outbox"], "look">;
  readonly listener: Pick<Listener, "on">;
  readonly metrics: SenderMetrics;
  /** Rings for a line that got a place after its actor had left. */
  readonly ring: (connectionId: string) => Promise<void>;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
}): Owners {
  const { outbox, listener, metrics, ring, now } = deps;
  const owners = new Map<string, Set<Owner>>();
  /** When an actor left, in that order. */
  const left = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;

  listener.on("outbox", (payload) => {
    // After a reconnect something may have been missed.
    if (payload === null) look();
    const about = payload === null ? undefined : parsed(payload);
    // Most are about connections of other processes: not looked at any closer.
    const connectionId = connectionOf(about);
    if (!owners.has(connectionId) && !left.has(connectionId)) return;
    const told = notice.safeParse(about);
    if (!told.success) return;
    if (!owners.has(connectionId)) return void ring(connectionId);
    for (const owner of owners.get(connectionId) ?? []) {
      if ("moved" in told.data) owner.moved();
      else if ("action" in told.data) owner.asked();
      else owner.hear(Number(told.data.seq), told.data.part ?? undefined);
    }
  });

  function forget(): void {
    for (const [connectionId, at] of left) {
      if (at > now() - rememberMs) return;
      left.delete(connectionId);
    }
  }

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
      left.delete(connectionId);
      metrics.owners.set(owners.size);
      return () => {
        set.delete(owner);
        if (set.size === 0 && owners.get(connectionId) === set) {
          owners.delete(connectionId);
          left.set(connectionId, now());
        }
        metrics.owners.set(owners.size);
      };
    },
    async start() {
      timer ??= setInterval(() => {
        forget();
        look();
      }, lookMs);
    },
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}

function connectionOf(about: unknown): string {
  const named = typeof about === "object" && about !== null && "connectionId" in about;
  return named ? String(about.connectionId) : "";
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}
