/**
 * The load that senders are measured on: one bot with a message for each of many chats and a group
 * with a queue of its own, and small bots beside it that say something every second. At a sandbox in
 * a process of its own, which counts and refuses as Telegram documents it.
 */
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type BotAccount, type Telegram, telegramAt } from "../../e2e/setup/telegram.ts";
import { startService } from "../../harness/index.ts";
import { percentiles } from "../load/measured.ts";
import { wall } from "./stamps.ts";

export interface SceneSize {
  readonly chats: number;
  readonly groupMessages: number;
  readonly smallBots: number;
}

/** A bot and the chats in which it says something, one after another. */
export interface Talker {
  readonly bot: BotAccount;
  readonly chatIds: readonly string[];
}

export interface Scene {
  readonly telegram: Telegram;
  /** Telegram's. */
  readonly pid: number;
  /** Each chat of its line, the group's among them. */
  readonly big: Talker;
  readonly small: readonly Talker[];
  stop(): Promise<unknown>;
}

/** Chats of a small bot: a message a second is what one chat just bears. */
const chatsOfSmall = 4;
/** The group's messages stand among the others as closely as they come. */
const groupEvery = 20;

export async function openScene(size: SceneSize): Promise<Scene> {
  const running = startService(join(import.meta.dirname, "../../chaos/outbound/telegram.ts"), {
    env: { JOURNAL_SIZE: "1000000" },
  });
  const telegram = telegramAt((await running.says(/origin (\S+)/))[1] ?? "");

  async function chats(count: number): Promise<string[]> {
    const ids: string[] = [];
    let left = count;
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        while (left-- > 0) ids.push(await telegram.createPerson());
      }),
    );
    return ids;
  }

  const line = await chats(size.chats);
  const group = await telegram.createGroup();
  for (let n = 0; n < size.groupMessages; n += 1) line.splice(n * groupEvery, 0, group);
  const big = { bot: await telegram.createBot("Big"), chatIds: line };
  const small: Talker[] = [];
  for (let n = 0; n < size.smallBots; n += 1) {
    small.push({ bot: await telegram.createBot(), chatIds: await chats(chatsOfSmall) });
  }
  return { telegram, pid: running.pid, big, small, stop: () => running.kill() };
}

/** Every small bot says something each second, each at its own moment of it, until told to stop. */
export function speakEverySecond(
  { small }: Pick<Scene, "small">,
  say: (bot: number, chatId: string, text: string) => Promise<void>,
): () => Promise<void> {
  let speaking = true;
  const talks = small.map(async ({ chatIds }, bot) => {
    const from = wall() + (bot * 1_000) / small.length;
    const under: Promise<void>[] = [];
    for (let n = 0; speaking; n += 1) {
      await delay(Math.max(0, from + n * 1_000 - wall()));
      // The text tells when it was asked for.
      under.push(
        say(bot, chatIds[n % chatIds.length] ?? "", String(wall())).catch(() => undefined),
      );
    }
    await Promise.all(under);
  });
  return async () => {
    speaking = false;
    await Promise.all(talks);
  };
}

export interface Arrivals {
  readonly all: readonly number[];
  /** How many parts or messages were carried out more often than asked for. */
  readonly duplicates: number;
  readonly carriedOut: number;
}

/** What came of the big bot. */
export async function arrivalsOf({ telegram }: Scene, { bot }: Talker): Promise<Arrivals> {
  const calls = await telegram.calls({ botId: bot.id, method: "sendMessage" });
  const texts = calls.filter(({ applied }) => applied).map(({ payload }) => String(payload.text));
  return {
    all: calls.map(({ timeMs }) => timeMs).toSorted((a, b) => a - b),
    duplicates: texts.length - new Set(texts).size,
    carriedOut: texts.length,
  };
}

/** Something that a small bot said: when it was asked for, and when it came to Telegram. */
export interface Said {
  readonly askedAt: number;
  readonly cameAt: number;
}

export async function saidBySmall(scene: Scene): Promise<Said[]> {
  const said: Said[] = [];
  for (const { bot } of scene.small) {
    for (const call of await scene.telegram.calls({ botId: bot.id, method: "sendMessage" })) {
      said.push({ askedAt: Number(call.payload.text), cameAt: call.timeMs });
    }
  }
  return said;
}

export function mostWithin(windowMs: number, times: readonly number[]): number {
  let most = 0;
  let first = 0;
  for (const [index, time] of times.entries()) {
    while ((times[first] ?? time) <= time - windowMs) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

export function perSecond(times: readonly number[]): number {
  return (times.length - 1) / (((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1_000);
}

/** One line about what the sandbox counted. */
export async function violationsOf({ telegram }: Scene): Promise<string> {
  const { bot, chat, group } = (await telegram.violations()) as Record<string, number>;
  return `${bot} of a bot's limit, ${chat} of a chat's, ${group} of a group's`;
}

/** In milliseconds, from the request to Telegram. */
export const latenciesOf = (said: readonly Said[]): number[] =>
  said.map(({ askedAt, cameAt }) => cameAt - askedAt);

export function shown(latencies: readonly number[]): string {
  const { p50, p99, max } = percentiles(latencies);
  return `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, worst ${max.toFixed(0)} ms (${latencies.length})`;
}
