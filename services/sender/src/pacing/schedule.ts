/** Decides which part goes next and when: order within a chat, priority between chats, Telegram's limits. */
import { createHeap } from "@lumenflow/runtime";
import type { PacingLimits } from "@lumenflow/telegram";
import { type ChatQueue, createChatQueue } from "./chat-queue.ts";
import { createLane, type Entry, goesBefore, isVoid, type Lane } from "./lane.ts";
import { chatSpacingMs, createBotPace, createChatPace } from "./limits.ts";
import type { Part } from "./part.ts";

/** A send before this owner's time. */
export interface PastSend {
  readonly chatId: string;
  readonly paid: boolean;
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
  /** Whether nothing of the bot's may go now. */
  readonly held: boolean;
  /** For how many milliseconds an answer delays its chat's next part. */
  readonly chatMs: number;
  has(partId: string): boolean;
  /** Of a part that is known the later place counts; while it is under way, once that has ended. */
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
  /** The limits to keep from now on. What was sent before still counts. */
  keep(limits: PacingLimits): void;
}

/** Calls under way at the same time. At Telegram's own limits that is an answer in three seconds, and in less than half a second. */
const mostUnderWay = { free: 100, paid: 400 };

export function createSchedule(options: {
  readonly limits: PacingLimits;
  readonly now: () => number;
}): Schedule {
  const { now } = options;
  let limits = options.limits;
  const free = createLane(
    createBotPace(() => limits.botPerSecond),
    mostUnderWay.free,
  );
  const paid = createLane(
    createBotPace(() => limits.paidPerSecond),
    mostUnderWay.paid,
  );
  const lanes = [free, paid];
  const laneOf = (part: { readonly paid: boolean }) => (part.paid ? paid : free);
  const chats = new Map<string, ChatQueue>();
  /** Each where it stands, or will when it is no longer under way. */
  const parts = new Map<string, Part>();
  // Empty chats whose pace is still remembered.
  const resting = createHeap<Entry>((a, b) => a.at < b.at);
  const underWay = new Set<string>();
  let botHeldUntil = Number.NEGATIVE_INFINITY;

  function chatOf(chatId: string): ChatQueue {
    const known = chats.get(chatId);
    if (known !== undefined) return known;
    const made = createChatQueue(
      chatId,
      createChatPace(() => limits, chatId),
    );
    chats.set(chatId, made);
    return made;
  }

  /** Places a chat that is not busy: in the lane of its next part, or among those only remembered. */
  function place(chat: ChatQueue): void {
    chat.version += 1;
    const moment = now();
    const head = chat.head();
    const at = head === undefined ? chat.idleAt() : chat.dueAt(moment);
    const entry = { chat, at, ...chat.rank(), version: chat.version };
    if (head === undefined) resting.push(entry);
    else laneOf(head).place(entry, moment);
  }

  function settle(): void {
    const moment = now();
    for (const lane of lanes) for (const chat of lane.come(moment)) place(chat);
    for (let top = resting.peek(); top !== undefined; top = resting.peek()) {
      if (!isVoid(top) && top.at > moment) break;
      resting.pop();
      if (!isVoid(top)) chats.delete(top.chat.id);
    }
  }

  /** The lane that has a slot now, of two the one with the more urgent part; or from when on one has. */
  function dueLane(moment: number): Lane | number {
    let best: { lane: Lane; entry: Entry } | undefined;
    let until = Number.POSITIVE_INFINITY;
    for (const lane of lanes) {
      const due = Math.max(lane.dueAt(moment), botHeldUntil);
      const entry = due > moment ? undefined : lane.first();
      if (entry === undefined) until = Math.min(until, due);
      else if (best === undefined || goesBefore(entry, best.entry)) best = { lane, entry };
    }
    return best?.lane ?? until;
  }

  function insert(part: Part): void {
    const chat = chatOf(part.chatId);
    const before = chat.rank();
    chat.insert(part);
    const after = chat.rank();
    const moved = before.seq !== after.seq || before.priority !== after.priority;
    if (chat.busy === undefined && moved) place(chat);
  }

  function drop(part: Part): void {
    const chat = chatOf(part.chatId);
    chat.drop(part);
    if (chat.busy === undefined) place(chat);
  }

  const schedule: Schedule = {
    get size() {
      return parts.size;
    },
    get underWay() {
      return underWay.size;
    },
    get held() {
      return botHeldUntil > now();
    },
    get chatMs() {
      return chatSpacingMs(limits);
    },
    has: (partId) => parts.has(partId),

    add(part) {
      const known = parts.get(part.id);
      if (known !== undefined && known.seq >= part.seq) return;
      parts.set(part.id, part);
      if (underWay.has(part.id)) return;
      if (known !== undefined) drop(known);
      insert(part);
    },

    next() {
      settle();
      const moment = now();
      const lane = dueLane(moment);
      if (typeof lane === "number") return { kind: "wait", until: lane };
      const part = lane.take(moment)?.take();
      if (part === undefined) return { kind: "wait", until: Number.POSITIVE_INFINITY };
      underWay.add(part.id);
      return { kind: "part", part };
    },

    answered(part) {
      laneOf(part).answered(now());
      chatOf(part.chatId).pace.answer(now());
    },

    withdrawn(part) {
      laneOf(part).withdrawn();
      chatOf(part.chatId).pace.withdraw();
    },

    remove(part) {
      underWay.delete(part.id);
      const chat = chatOf(part.chatId);
      chat.busy = undefined;
      place(chat);
      const known = parts.get(part.id);
      // It left the line and was given another place meanwhile.
      if (known !== undefined && known.seq > part.seq) insert(known);
      else parts.delete(part.id);
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
      const dueAt = Math.max(free.pace.dueAt(moment), botHeldUntil);
      if (dueAt > moment) return dueAt;
      free.pace.begin(moment);
      return "taken";
    },

    asideAnswered() {
      free.pace.answer(now());
    },

    inherit(sends) {
      for (const send of [...sends].sort((a, b) => a.answeredAt - b.answeredAt)) {
        const { pace } = laneOf(send);
        pace.begin(send.answeredAt);
        pace.answer(send.answeredAt);
        const chat = chatOf(send.chatId);
        chat.pace.begin();
        chat.pace.answer(send.answeredAt);
        place(chat);
      }
    },

    keep(wanted) {
      if (isSame(limits, wanted)) return;
      limits = wanted;
      for (const chat of chats.values()) if (chat.busy === undefined) place(chat);
    },
  };
  return schedule;
}

function isSame(a: PacingLimits, b: PacingLimits): boolean {
  return (
    a.botPerSecond === b.botPerSecond &&
    a.chatPerSecond === b.chatPerSecond &&
    a.groupPerMinute === b.groupPerMinute &&
    a.paidPerSecond === b.paidPerSecond
  );
}
