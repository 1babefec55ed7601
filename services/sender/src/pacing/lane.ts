/** Chats whose next part passes through the same window of the bot: free ones, or those that cost Stars. */
import { createHeap } from "@lumenflow/runtime";
import type { ChatQueue } from "./chat-queue.ts";
import type { BotPace } from "./limits.ts";

/** A chat's place. One whose version is not its chat's any more is void. */
export interface Entry {
  readonly chat: ChatQueue;
  readonly at: number;
  readonly priority: number;
  readonly seq: number;
  readonly version: number;
}

export const isVoid = ({ chat, version }: Entry) => chat.version !== version;

export interface Lane {
  readonly pace: BotPace;
  /** Takes a chat in that has something to send, now or at its time. */
  place(entry: Entry, now: number): void;
  /** Chats whose time has come, to be placed anew. */
  come(now: number): Iterable<ChatQueue>;
  /** When the first of its chats has a slot. */
  dueAt(now: number): number;
  /** The chat that goes first of those that may go. */
  first(): Entry | undefined;
  take(now: number): ChatQueue | undefined;
  answered(now: number): void;
  withdrawn(): void;
}

/** More urgent first, then in the order of their places. */
export function goesBefore(a: Entry, b: Entry): boolean {
  return a.priority < b.priority || (a.priority === b.priority && a.seq < b.seq);
}

/** With no more calls at a time than `mostUnderWay`: slow answers in one lane leave room for the other. */
export function createLane(pace: BotPace, mostUnderWay: number): Lane {
  const waiting = createHeap<Entry>((a, b) => a.at < b.at);
  const ready = createHeap<Entry>(goesBefore);
  let underWay = 0;

  function first(): Entry | undefined {
    for (let top = ready.peek(); top !== undefined; top = ready.peek()) {
      if (!isVoid(top)) return top;
      ready.pop();
    }
    return undefined;
  }

  return {
    pace,
    first,

    place(entry, now) {
      if (entry.at <= now) ready.push(entry);
      else waiting.push(entry);
    },

    *come(now) {
      for (let top = waiting.peek(); top !== undefined; top = waiting.peek()) {
        if (!isVoid(top) && top.at > now) return;
        waiting.pop();
        if (!isVoid(top)) yield top.chat;
      }
    },

    dueAt(now) {
      if (underWay >= mostUnderWay) return Number.POSITIVE_INFINITY;
      const some = first() === undefined ? waiting.peek()?.at : now;
      return some === undefined ? Number.POSITIVE_INFINITY : Math.max(some, pace.dueAt(now));
    },

    take(now) {
      const entry = first();
      if (entry === undefined) return undefined;
      ready.pop();
      underWay += 1;
      pace.begin(now);
      return entry.chat;
    },

    answered(now) {
      underWay -= 1;
      pace.answer(now);
    },

    withdrawn() {
      underWay -= 1;
      pace.withdraw();
    },
  };
}
