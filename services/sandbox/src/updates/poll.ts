/** Answers getUpdates: long polling, its conflicts, and what an offset confirms. */
import { ApiError, conflict } from "../bot-api/errors.ts";
import type { Clock } from "../clock.ts";
import type { Bot } from "../state/types.ts";
import type { QueuedUpdate, Updates } from "./updates.ts";

export interface PollRequest {
  offset: number;
  limit: number;
  /** Seconds. */
  timeout: number;
  /** Called once nothing forbids the poll: a refused one changes no setting. */
  onAdmitted(): void;
  /** Aborted when the caller hangs up. */
  signal: AbortSignal;
}

export interface Polling {
  /** The updates, oldest first. Throws ApiError 409 as TELEGRAM.md §1.6 lists. */
  getUpdates(bot: Bot, request: PollRequest): Promise<QueuedUpdate[]>;
  /**
   * A webhook is being set: ends a poll under way with a conflict and refuses others until `resume`.
   */
  suspend(botId: number): void;
  resume(botId: number): void;
  stop(): void;
}

const OTHER =
  "terminated by other getUpdates request; make sure that only one bot instance is running";
const WEBHOOK =
  "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
const REPEATED_CONFLICT_MS = 3_000;
const RESPONSE_LIMIT = 4 * 1024 * 1024;
const UPDATE_OVERHEAD = 50;
/** An offset further ahead than this belongs to another sequence of ids (TQueue.cpp). */
const FUTURE_IDS = 10;

interface Waiting {
  wake(): void;
  /** Ends it with a conflict. */
  fail(text: string): void;
  stop(): void;
}
interface Previous {
  offset: number;
  startedAt: number;
}

export function createPolling(deps: { updates: Updates; clock: Clock }): Polling {
  const { updates, clock } = deps;
  const waiting = new Map<number, Waiting>();
  const previous = new Map<number, Previous>();
  const promptConflictFrom = new Map<number, number>();
  const suspended = new Set<number>();

  updates.onQueued((botId) => waiting.get(botId)?.wake());

  /** A conflict soon after another is answered late, so that a loop of two bots does not spin. */
  async function refuse(botId: number, text: string): Promise<never> {
    const now = clock.now();
    if (now >= (promptConflictFrom.get(botId) ?? 0)) {
      promptConflictFrom.set(botId, now + REPEATED_CONFLICT_MS);
    } else {
      await new Promise<void>((resolve) => clock.at(now + REPEATED_CONFLICT_MS, resolve));
    }
    throw conflict(text);
  }

  function take(bot: Bot, offset: number, limit: number): QueuedUpdate[] {
    const pending = updates
      .pending(bot.id)
      .sort((a, b) => a.updateId - b.updateId || a.seq - b.seq);
    const from = fromOf(bot, pending, offset);
    for (const update of pending) if (update.updateId < from) updates.remove(update);
    let left = RESPONSE_LIMIT;
    return pending
      .filter((update) => update.updateId >= from)
      .slice(0, limit)
      .filter((update) => {
        left -= UPDATE_OVERHEAD + Buffer.byteLength(update.text);
        return left > 0;
      });
  }

  /** The lowest id that is given; whatever is below it is confirmed. */
  function fromOf(bot: Bot, pending: readonly QueuedUpdate[], offset: number): number {
    const head = Number.NEGATIVE_INFINITY;
    if (offset < 0) return pending.at(offset)?.updateId ?? head;
    const tail = Math.max(bot.nextUpdateId, (pending.at(-1)?.updateId ?? 0) + 1);
    return offset === 0 || offset > tail + FUTURE_IDS ? head : offset;
  }

  async function getUpdates(bot: Bot, request: PollRequest): Promise<QueuedUpdate[]> {
    if (bot.webhook || suspended.has(bot.id)) return refuse(bot.id, WEBHOOK);
    let timeout = Math.min(50, Math.max(0, request.timeout));
    let limit = Math.min(100, Math.max(1, request.limit));
    request.onAdmitted();
    const now = clock.now();
    const before = previous.get(bot.id);
    if (before && before.offset === request.offset) {
      if (timeout < 3 && now < before.startedAt + 3_000) timeout = 3;
      if (now < before.startedAt + 500) limit = 1;
    }
    previous.set(bot.id, { offset: request.offset, startedAt: now });

    const found = take(bot, request.offset, limit);
    if (found.length > 0 || timeout === 0) return found;
    // Only one poll waits: one that was answered at once leaves another alone.
    waiting.get(bot.id)?.fail(OTHER);
    await arrival(bot, timeout * 1_000, request.signal);
    return take(bot, request.offset, limit);
  }

  /** Resolves when an update arrives or the time is over; rejects when something else takes over. */
  function arrival(bot: Bot, ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      // Real seconds: how long a client is willing to hold its connection has nothing to do with TTLs.
      const timer = setTimeout(() => end(resolve), ms);
      const entry: Waiting = {
        wake: () => end(resolve),
        fail: (text) => end(() => refuse(bot.id, text).catch(reject)),
        stop: () => end(() => reject(new ApiError(500, "Internal Server Error: restart"))),
      };
      const end = (finish: () => void) => {
        clearTimeout(timer);
        signal.removeEventListener("abort", entry.wake);
        if (waiting.get(bot.id) === entry) waiting.delete(bot.id);
        finish();
      };
      signal.addEventListener("abort", entry.wake, { once: true });
      waiting.set(bot.id, entry);
    });
  }

  return {
    getUpdates,
    suspend(botId) {
      suspended.add(botId);
      waiting.get(botId)?.fail("terminated by setWebhook request");
    },
    resume: (botId) => suspended.delete(botId),
    stop() {
      for (const entry of [...waiting.values()]) entry.stop();
    },
  };
}
