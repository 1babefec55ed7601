/** Delivers as Telegram does: chats at the same time, of each chat one update after the other until it is taken. */
import { setTimeout as pause } from "node:timers/promises";
import { webhookPath } from "@lumenflow/ingress";
import { Agent, request } from "undici";
import type { Bot } from "./world.ts";

export interface LoadUpdate {
  readonly updateId: number;
  readonly body: string;
}

/** What Telegram keeps in one queue: the updates of a chat, in their order. */
export interface ChatQueue {
  readonly bot: Bot;
  readonly updates: readonly LoadUpdate[];
}

const againMs = 50;
/** Telegram waits a minute; a killed ingress should not cost a test as much. */
const answerMs = 5_000;

/**
 * Messages with edits in private chats, messages of three topics in forums, and business messages:
 * `chats` of each for every bot, `turns` updates a chat.
 */
export function conversations(bots: readonly Bot[], chats: number, turns: number): ChatQueue[] {
  return bots.flatMap((bot) => {
    let last = 1_000;
    return Array.from({ length: chats }, (_, number) => number + 1).flatMap((number) =>
      [privateChat, forum, business].map((say): ChatQueue => {
        const updates = Array.from({ length: turns }, (_, turn) => {
          last += 1;
          const updateId = last;
          return { updateId, body: JSON.stringify({ update_id: updateId, ...say(number, turn) }) };
        });
        return { bot, updates };
      }),
    );
  });
}

const date = 1_790_000_000;

function privateChat(number: number, turn: number) {
  const chat = { id: number, type: "private", first_name: "Dana" };
  const from = { id: number, is_bot: false, first_name: "Dana" };
  const about = { message_id: Math.floor(turn / 2) + 1, date, chat, from };
  return turn % 2 === 0
    ? { message: { ...about, text: `${turn}` } }
    : { edited_message: { ...about, edit_date: date + turn, text: `${turn}` } };
}

function forum(number: number, turn: number) {
  const chat = { id: -1_000_000 - number, type: "supergroup", title: "Forum", is_forum: true };
  const topic = { message_thread_id: 100 + (turn % 3), is_topic_message: true };
  return { message: { message_id: turn + 1, date, chat, ...topic, text: `${turn}` } };
}

function business(number: number, turn: number) {
  const chat = { id: number, type: "private", first_name: "Dana" };
  const message = { message_id: turn + 1, date, chat, text: `${turn}` };
  return { business_message: { ...message, business_connection_id: `b${number % 2}` } };
}

/**
 * Resolves once every update was answered 200. `origins` are asked anew for each attempt, as behind
 * a balancer; `progress` is called with the number of updates that were taken.
 */
export async function deliverLoad(
  queues: readonly ChatQueue[],
  origins: () => readonly string[],
  progress: (taken: number) => void = () => undefined,
): Promise<void> {
  const agent = new Agent({ connections: 64 });
  let attempts = 0;
  let taken = 0;

  async function deliver(bot: Bot, body: string): Promise<boolean> {
    const all = origins();
    attempts += 1;
    const origin = all[attempts % all.length];
    try {
      const answer = await request(`${origin}${webhookPath}?key=${bot.key}`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "x-telegram-bot-api-secret-token": bot.secret,
        },
        body,
        dispatcher: agent,
        headersTimeout: answerMs,
      });
      await answer.body.dump();
      return answer.statusCode === 200;
    } catch {
      return false;
    }
  }

  await Promise.all(
    queues.map(async ({ bot, updates }) => {
      for (const { body } of updates) {
        while (!(await deliver(bot, body))) await pause(againMs);
        taken += 1;
        progress(taken);
      }
    }),
  );
  await agent.close();
}
