/** Remembers every Bot API call and every webhook attempt, for tests and for the page. */
import type { Events } from "./events.ts";

export interface CallEntry {
  id: number;
  at: string;
  /** Milliseconds since the epoch at arrival, with fractions. */
  timeMs: number;
  durationMs: number;
  botId: string;
  method: string;
  /** How it came: over HTTP, or as a webhook's response. */
  via: "http" | "webhook";
  payload: Record<string, unknown>;
  /** Null when no answer was given: the connection was dropped. */
  answer: { status: number; body: unknown } | null;
  /** Whether the method took effect. */
  applied: boolean;
  faultId?: string | undefined;
}

export interface DeliveryEntry {
  id: number;
  at: string;
  timeMs: number;
  durationMs: number;
  botId: string;
  updateId: string;
  kind: string;
  queueId: string;
  /** 1 for the first attempt. */
  attempt: number;
  status: number | null;
  error?: string | undefined;
  /** Milliseconds of sandbox time until the next attempt; null when delivered or given up. */
  nextAttemptInMs: number | null;
  outcome: "delivered" | "retry" | "dropped";
}

export interface Journal {
  call(entry: Omit<CallEntry, "id">): void;
  delivery(entry: Omit<DeliveryEntry, "id">): void;
  /** Oldest first. `since` is milliseconds since the epoch. */
  calls(filter: {
    botId?: string | undefined;
    method?: string | undefined;
    since?: number | undefined;
  }): CallEntry[];
  deliveries(filter: { botId?: string | undefined; since?: number | undefined }): DeliveryEntry[];
}

export function createJournal(events: Events, kept = 50_000): Journal {
  const calls = createRing<CallEntry>(kept);
  const deliveries = createRing<DeliveryEntry>(kept);

  return {
    call(entry) {
      const id = calls.push(entry);
      events.publish({ type: "call", id, botId: entry.botId, method: entry.method });
    },
    delivery(entry) {
      const id = deliveries.push(entry);
      events.publish({ type: "delivery", id, botId: entry.botId, outcome: entry.outcome });
    },
    calls({ botId, method, since = 0 }) {
      const wanted = method?.toLowerCase();
      return calls
        .entries()
        .filter(
          (entry) =>
            entry.timeMs >= since &&
            (botId === undefined || entry.botId === botId) &&
            (wanted === undefined || entry.method.toLowerCase() === wanted),
        );
    },
    deliveries({ botId, since = 0 }) {
      return deliveries
        .entries()
        .filter((entry) => entry.timeMs >= since && (botId === undefined || entry.botId === botId));
    },
  };
}

function createRing<T extends { id: number }>(kept: number) {
  let entries: T[] = [];
  let lastId = 0;
  return {
    push(entry: Omit<T, "id">): number {
      lastId++;
      entries.push({ id: lastId, ...entry } as T);
      if (entries.length > kept * 1.1) entries = entries.slice(-kept);
      return lastId;
    },
    entries: () => entries,
  };
}
