/** Decides which part goes next and when: order within a chat, priority between chats, Telegram's limits. */
import { createHeap } from "@lumenflow/runtime";
import type { PacingLimits } from "@lumenflow/telegram";
import { type ChatQueue, createChatQueue } from "./chat-queue.ts";
import { createBotPace, createChatPace } from "./limits.ts";
import type { Part } from "./part.ts";

/** A send before this owner's time. */
export interface PastSend {
  readonly chatId: string;
  /** When it was answered, or the latest moment at which it may have arrived. */
  readonly answeredAt: number;
}

export type Next =
  | { readonly kind: "part"; readonly part: Part }
  /** Infinity: only an answer, a new part or the end of a hold can change anything. */
  | { readonly kind: "wait"; readonly until: number };

/** Telegram's limits and our order for one bot. Pure: it knows no clock but the one handed in. */
export interface Schedule {
  /** Parts that wait or are under way. */
  readonly size: number;
  readonly underWay: number;
  has(partId: string): boolean;
  add(part: Part): void;
  /** Takes the part that goes now, or says how long there is none. */
  next(): Next;
  /** Telegram answered: from now on the call counts as past. The chat stays busy. */
  answered(part: Part): void;
  /** It was claimed or considered, but no call was made. The chat stays busy. */
  withdrawn(part: Part): void;
  /** Done with: the chat's next part may go when its time comes. */
  remove(part: Part): void;
  /** Back to its place, not before the moment; it holds its chat until then. */
  putBack(part: Part, notBefore: number): void;
  holdChat(chatId: string, until: number): void;
  holdBot(until: number): void;
  /** Takes a slot of the bot's for a call that is no part's; or says from when on there is one. */
  aside(): number | "taken";
  /** That call was answered. */
  asideAnswered(): void;
  inherit(sends: readonly PastSend[]): void;
}

interface Entry {
  readonly chat: ChatQueue;
  readonly at: number;
  readonly priority: number;
  readonly seq: number;
  /** An entry whose version is not its chat's has been superseded. */
  readonly version: number;
}

export function createSchedule(options: {
  readonly limits: PacingLimits;
  readonly now: () => number;
}): Schedule {
  const { limits, now } = options;
  const bot = createBotPace(limits);
  const chats = new Map<string, ChatQueue>();
  const ids = new Set<string>();
  const waiting = createHeap<Entry>((a, b) => a.at < b.at);
  // Empty chats whose pace is still remembered.
  const resting = createHeap<Entry>((a, b) => a.at < b.at);
  const ready = createHeap<Entry>(
    (a, b) => a.priority < b.priority || (a.priority === b.priority && a.seq < b.seq),
  );
  let underWay = 0;
  let botHeldUntil = Number.NEGATIVE_INFINITY;

  function chatOf(chatId: string): ChatQueue {
    const known = chats.get(chatId);
    if (known !== undefined) return known;
    const made = createChatQueue(chatId, createChatPace(limits, chatId));
    chats.set(chatId, made);
    return made;
  }

  /** Places a chat that is not busy: ready, waiting for its moment, or only remembered. */
  function place(chat: ChatQueue): void {
    chat.version += 1;
    const moment = now();
    const empty = chat.head() === undefined;
    const at = empty ? chat.idleAt() : chat.dueAt(moment);
    const entry = { chat, at, ...chat.rank(), version: chat.version };
    if (empty) resting.push(entry);
    else if (at <= moment) ready.push(entry);
    else waiting.push(entry);
  }

  const isVoid = ({ chat, version }: Entry) => chat.version !== version;

  function settle(): void {
    const moment = now();
    for (let top = waiting.peek(); top !== undefined; top = waiting.peek()) {
      if (!isVoid(top) && top.at > moment) break;
      waiting.pop();
      if (!isVoid(top)) place(top.chat);
    }
    for (let top = resting.peek(); top !== undefined; top = resting.peek()) {
      if (!isVoid(top) && top.at > moment) break;
      resting.pop();
      if (!isVoid(top)) chats.delete(top.chat.id);
    }
    for (let top = ready.peek(); top !== undefined && isVoid(top); top = ready.peek()) ready.pop();
  }

  /** When the first chat with something to send is due. */
  function firstDue(moment: number): number {
    if (ready.size > 0) return moment;
    return waiting.peek()?.at ?? Number.POSITIVE_INFINITY;
  }

  const schedule: Schedule = {
    get size() {
      return ids.size;
    },
    get underWay() {
      return underWay;
    },
    has: (partId) => ids.has(partId),

    add(part) {
      if (ids.has(part.id)) return;
      ids.add(part.id);
      const chat = chatOf(part.chatId);
      const before = chat.rank();
      chat.insert(part);
      const after = chat.rank();
      const moved = before.seq !== after.seq || before.priority !== after.priority;
      if (chat.busy === undefined && moved) place(chat);
    },

    next() {
      settle();
      const moment = now();
      const due = Math.max(bot.dueAt(moment), botHeldUntil, firstDue(moment));
      if (due > moment) return { kind: "wait", until: due };
      const entry = ready.pop();
      const part = entry?.chat.take();
      if (part === undefined) return { kind: "wait", until: Number.POSITIVE_INFINITY };
      underWay += 1;
      bot.begin(moment);
      return { kind: "part", part };
    },

    answered(part) {
      bot.answer(now());
      chatOf(part.chatId).pace.answer(now());
    },

    withdrawn(part) {
      bot.withdraw();
      chatOf(part.chatId).pace.withdraw();
    },

    remove(part) {
      underWay -= 1;
      ids.delete(part.id);
      const chat = chatOf(part.chatId);
      chat.busy = undefined;
      place(chat);
    },

    putBack(part, notBefore) {
      schedule.remove(part);
      schedule.add({ ...part, notBefore });
    },

    holdChat(chatId, until) {
      const chat = chatOf(chatId);
      chat.heldUntil = Math.max(chat.heldUntil, until);
      if (chat.busy === undefined) place(chat);
    },

    holdBot(until) {
      botHeldUntil = Math.max(botHeldUntil, until);
    },

    aside() {
      const moment = now();
      const dueAt = Math.max(bot.dueAt(moment), botHeldUntil);
      if (dueAt > moment) return dueAt;
      bot.begin(moment);
      return "taken";
    },

    asideAnswered() {
      bot.answer(now());
    },

    inherit(sends) {
      for (const send of [...sends].sort((a, b) => a.answeredAt - b.answeredAt)) {
        bot.begin(send.answeredAt);
        bot.answer(send.answeredAt);
        const chat = chatOf(send.chatId);
        chat.pace.begin();
        chat.pace.answer(send.answeredAt);
        place(chat);
      }
    },
  };
  return schedule;
}
