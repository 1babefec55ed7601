/** Judges whether Telegram slows down one chat or the whole bot. */

/** Chats that must be refused within the time for the bot to be meant. */
const chats = 3;
const withinMs = 5_000;

export interface Floods {
  /** Notes a 429 and returns for how many milliseconds the whole bot should wait; 0: only the chat. */
  hit(chatId: string, retryAfterMs: number): number;
}

/** When several chats are refused within seconds, the bot waits as long as the shortest of them asks. */
export function createFloods(now: () => number): Floods {
  const recent = new Map<string, { at: number; retryAfterMs: number }>();
  return {
    hit(chatId, retryAfterMs) {
      const moment = now();
      recent.set(chatId, { at: moment, retryAfterMs });
      for (const [id, { at }] of recent) if (at < moment - withinMs) recent.delete(id);
      if (recent.size < chats) return 0;
      return Math.min(...[...recent.values()].map((each) => each.retryAfterMs));
    },
  };
}
