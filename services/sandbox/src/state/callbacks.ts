/** Remembers pressed buttons until the bot answers them or Telegram stops waiting. */
import { randomInt } from "node:crypto";
import type { Clock } from "../clock.ts";

export interface Callbacks {
  /** A 64-bit id, as text. */
  open(botId: number): string;
  /** True once for an id of this bot that is still waited for. */
  answer(botId: number, id: string): boolean;
}

/** How long a client waits for the answer (TELEGRAM.md §1.3). */
const WAITED_FOR_MS = 150_000;

export function createCallbacks(clock: Clock): Callbacks {
  const open = new Map<string, { botId: number; until: number }>();
  return {
    open(botId) {
      for (const [id, { until }] of open) if (until < clock.now()) open.delete(id);
      const id = `${randomInt(10 ** 8, 10 ** 9)}${randomInt(10 ** 8, 10 ** 9)}`;
      open.set(id, { botId, until: clock.now() + WAITED_FOR_MS });
      return id;
    },
    answer(botId, id) {
      const waiting = open.get(id);
      if (waiting?.botId !== botId || waiting.until < clock.now()) return false;
      return open.delete(id);
    },
  };
}
