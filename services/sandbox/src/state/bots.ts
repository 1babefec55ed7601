/** Holds the bots that BotFather's page has made. */
import { randomBytes, randomInt } from "node:crypto";
import type { Store } from "./store.ts";
import type { Bot } from "./types.ts";

export interface Bots {
  create(input: { name: string; username: string }): Bot;
  /** Gives the bot a new token; the old one stops working at once and its webhook is gone. */
  revoke(bot: Bot): void;
  get(id: number): Bot | undefined;
  byUsername(username: string): Bot | undefined;
  all(): Bot[];
  save(bot: Bot): void;
}

/** update_id starts somewhere in [2·10⁶+1, 10⁹] (TELEGRAM.md §1.7). */
export const firstUpdateId = () => randomInt(2_000_001, 1_000_000_001);

/**
 * `<botId>:SANDBOX_<secret>`: the marker lets other programs of the installation recognise a token of
 * the sandbox without asking it, and keeps to what Telegram's own check allows (base64url, ≥ 24 characters).
 */
export function issueToken(botId: number): string {
  return `${botId}:SANDBOX_${randomBytes(24).toString("base64url")}`;
}

export function createBots(store: Store): Bots {
  const bots = new Map((store.loaded("bot:") as Bot[]).map((bot) => [bot.id, bot]));

  function save(bot: Bot): void {
    bots.set(bot.id, bot);
    store.put(`bot:${bot.id}`, bot);
  }
  function freeId(): number {
    const id = randomInt(5_000_000_000, 9_000_000_000);
    return bots.has(id) ? freeId() : id;
  }

  return {
    create({ name, username }) {
      const id = freeId();
      const bot: Bot = {
        id,
        token: issueToken(id),
        name,
        username,
        loggedOut: false,
        nextUpdateId: firstUpdateId(),
        createdAt: Date.now(),
      };
      save(bot);
      return bot;
    },
    revoke(bot) {
      bot.token = issueToken(bot.id);
      bot.webhook = undefined;
      bot.loggedOut = false;
      save(bot);
    },
    get: (id) => bots.get(id),
    byUsername(username) {
      const wanted = username.toLowerCase();
      return [...bots.values()].find((bot) => bot.username.toLowerCase() === wanted);
    },
    all: () => [...bots.values()],
    save,
  };
}
