/** Sets and deletes webhooks and keeps one delivery worker for each. */
import { conflict, tooManyRequests } from "../bot-api/errors.ts";
import { seconds } from "../bot-api/render.ts";
import type { Core } from "../core.ts";
import type { Params } from "../params/params.ts";
import type { Bot, Webhook } from "../state/types.ts";
import { readAllowedUpdates } from "../updates/allowed.ts";
import type { Resolve } from "./resolve.ts";
import { createWebhookWorker, type WebhookWorker } from "./worker.ts";

export interface Webhooks {
  /** Gives the description of the answer. Throws ApiError 400, 409 or 429. */
  set(bot: Bot, wanted: Webhook, options: SetOptions): Promise<string>;
  delete(bot: Bot, dropPending: boolean): string;
  setAllowedUpdates(bot: Bot, value: unknown): void;
  /** Starts, restarts or ends the bot's worker as its webhook now stands. */
  refresh(bot: Bot): void;
  timeoutMs(): number;
  setTimeoutMs(ms: number): void;
  start(): void;
  stop(): void;
}

export interface SetOptions {
  allowedUpdates: unknown;
  dropPending: boolean;
}

export interface WebhooksDeps
  extends Pick<Core, "bots" | "updates" | "polling" | "clock" | "journal"> {
  resolve: Resolve;
  onReply(bot: Bot, params: Params): void;
}

const SET_AGAIN_AFTER_MS = 1_000;

export function createWebhooks(deps: WebhooksDeps): Webhooks {
  const { bots, updates, polling, clock, journal } = deps;
  const workers = new Map<number, WebhookWorker>();
  const setAllowedAt = new Map<number, number>();
  const settings = new Map<number, symbol>();
  let running = false;
  let timeoutMs = 60_000;

  updates.onQueued((botId) => workers.get(botId)?.wake());

  function refresh(bot: Bot): void {
    workers.get(bot.id)?.stop();
    workers.delete(bot.id);
    const { webhook } = bot;
    if (!webhook || !running) return;
    const worker = createWebhookWorker({
      botId: bot.id,
      webhook,
      updates,
      clock,
      journal,
      timeoutMs: () => timeoutMs,
      onReply: (params) => deps.onReply(bot, params),
      onError(message) {
        webhook.lastErrorDate = seconds();
        webhook.lastErrorMessage = message;
        bots.save(bot);
      },
      onGone: () => remove(bot),
    });
    workers.set(bot.id, worker);
    worker.wake();
  }

  function remove(bot: Bot): void {
    bot.webhook = undefined;
    bots.save(bot);
    refresh(bot);
  }

  function setAllowedUpdates(bot: Bot, value: unknown): void {
    bot.allowedUpdates = readAllowedUpdates(value, bot.allowedUpdates);
    bots.save(bot);
  }

  /** A second setWebhook that comes while the first still resolves its host ends the first. */
  async function resolveAlone(bot: Bot, wanted: Webhook): Promise<string> {
    const mine = Symbol();
    settings.set(bot.id, mine);
    polling.suspend(bot.id);
    try {
      const address = wanted.fixedIp ? wanted.ipAddress : await deps.resolve(wanted.url);
      if (settings.get(bot.id) !== mine) throw conflict("terminated by other setWebhook");
      return address;
    } finally {
      if (settings.get(bot.id) === mine) {
        settings.delete(bot.id);
        polling.resume(bot.id);
      }
    }
  }

  return {
    async set(bot, wanted, { allowedUpdates, dropPending }) {
      const now = performance.now();
      if (now < (setAllowedAt.get(bot.id) ?? 0)) throw tooManyRequests(1);
      setAllowedAt.set(bot.id, now + SET_AGAIN_AFTER_MS);
      if (bot.webhook && isSame(bot.webhook, wanted) && !dropPending && !settings.has(bot.id)) {
        setAllowedUpdates(bot, allowedUpdates);
        return "Webhook is already set";
      }
      wanted.ipAddress = await resolveAlone(bot, wanted);
      setAllowedUpdates(bot, allowedUpdates);
      if (dropPending) updates.clear(bot.id);
      bot.webhook = wanted;
      bots.save(bot);
      refresh(bot);
      return "Webhook was set";
    },
    delete(bot, dropPending) {
      if (dropPending) updates.clear(bot.id);
      if (!bot.webhook) return "Webhook is already deleted";
      remove(bot);
      return "Webhook was deleted";
    },
    setAllowedUpdates,
    refresh,
    timeoutMs: () => timeoutMs,
    setTimeoutMs(ms) {
      timeoutMs = ms;
    },
    start() {
      running = true;
      for (const bot of bots.all()) refresh(bot);
    },
    stop() {
      running = false;
      for (const worker of workers.values()) worker.stop();
      workers.clear();
    },
  };
}

function isSame(a: Webhook, b: Webhook): boolean {
  return (
    a.url === b.url &&
    !a.certificate &&
    !b.certificate &&
    a.maxConnections === b.maxConnections &&
    a.secretToken === b.secretToken &&
    a.fixedIp === b.fixedIp &&
    (!b.fixedIp || a.ipAddress === b.ipAddress)
  );
}
