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
  /** Aborted when the caller hangs up. */
  signal: AbortSignal;
}

export interface Polling {
  /** The updates, oldest first. Throws ApiError 409 as TELEGRAM.md §1.6 lists. */
  getUpdates(bot: Bot, request: PollRequest): Promise<QueuedUpdate[]>;
  /** Ends a poll under way with a conflict, because a webhook was set. */
  endForWebhook(botId: number): void;
  stop(): void;
}

const OTHER =
  "terminated by other getUpdates request; make sure that only one bot instance is running";
const REPEATED_CONFLICT_MS = 3_000;
const RESPONSE_LIMIT = 4 * 1024 * 1024;

interface Waiting {
  wake(): void;
  fail(error: ApiError): void;
}
interface Previous {
  offset: number;
  startedAt: number;
}

export function createPolling(deps: { updates: Updates; clock: Clock }): Polling {
  const { updates, clock } = deps;
  const waiting = new Map<number, Waiting>();
  const previous = new Map<number, Previous>();
  const conflictedAt = new Map<number, number>();

  updates.onQueued((botId) => waiting.get(botId)?.wake());

  /** A conflict soon after another is answered late, so that a loop of two bots does not spin. */
  async function refuse(botId: number, text: string): Promise<never> {
    const last = conflictedAt.get(botId) ?? Number.NEGATIVE_INFINITY;
    const now = clock.now();
    conflictedAt.set(botId, now);
    if (now - last < REPEATED_CONFLICT_MS) {
      await new Promise<void>((resolve) => clock.at(now + REPEATED_CONFLICT_MS, resolve));
    }
    throw conflict(text);
  }

  function take(bot: Bot, offset: number, limit: number): QueuedUpdate[] {
    const pending = updates
      .pending(bot.id)
      .sort((a, b) => a.updateId - b.updateId || a.seq - b.seq);
    const from = offset < 0 ? (pending.at(offset)?.updateId ?? 0) : offset;
    if (offset !== 0)
      for (const update of pending) if (update.updateId < from) updates.remove(update);
    let size = 0;
    return pending
      .filter((update) => offset === 0 || update.updateId >= from)
      .slice(0, limit)
      .filter((update, index) => {
        size += update.text.length + 1;
        return index === 0 || size <= RESPONSE_LIMIT;
      });
  }

  async function getUpdates(bot: Bot, request: PollRequest): Promise<QueuedUpdate[]> {
    if (bot.webhook) {
      return refuse(
        bot.id,
        "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      );
    }
    waiting.get(bot.id)?.fail(conflict(OTHER));

    let timeout = Math.min(50, Math.max(0, request.timeout));
    let limit = request.limit < 1 || request.limit > 100 ? 100 : request.limit;
    const now = clock.now();
    const before = previous.get(bot.id);
    if (before && before.offset === request.offset) {
      if (timeout < 3 && now < before.startedAt + 3_000) timeout = 3;
      if (now < before.startedAt + 500) limit = 1;
    }
    previous.set(bot.id, { offset: request.offset, startedAt: now });

    const found = take(bot, request.offset, limit);
    if (found.length > 0 || timeout === 0) return found;
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
        fail: (error) => end(() => reject(error)),
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
    endForWebhook: (botId) =>
      waiting.get(botId)?.fail(conflict("terminated by setWebhook request")),
    stop() {
      const restart = new ApiError(500, "Internal Server Error: restart");
      for (const entry of [...waiting.values()]) entry.fail(restart);
    },
  };
}
