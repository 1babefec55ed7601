/** Shows that the bot is typing and the like: now or never, in the bot's pace, and no message's. */
import type { ChatActionAsked } from "@lumenflow/db";
import type { Outcome } from "@lumenflow/telegram";
import type { Schedule } from "../pacing/schedule.ts";

/** What waits longer than this for a slot would be seen after the message that it announces. */
const worthMs = 4_000;

export interface ChatActions {
  /** Something has been asked for: fetches it. Resolves when it is at hand. */
  fetch(): Promise<void>;
  /** What has a slot now; else from when on there is one, Infinity where nothing waits. */
  next(): { readonly show?: () => Promise<void>; readonly dueAt: number };
}

export interface ChatActionsDeps {
  readonly take: () => Promise<readonly ChatActionAsked[]>;
  readonly call: (asked: ChatActionAsked) => Promise<Outcome>;
  readonly schedule: Pick<Schedule, "aside" | "asideAnswered" | "holdChat">;
  readonly now: () => number;
}

export function createChatActions({ take, call, schedule, now }: ChatActionsDeps): ChatActions {
  let waiting: { readonly asked: ChatActionAsked; readonly until: number }[] = [];

  async function show(asked: ChatActionAsked): Promise<void> {
    const outcome = await call(asked);
    schedule.asideAnswered();
    // Whatever else it came to, nobody waits for it.
    if (outcome.class === "rate_limited") {
      schedule.holdChat(asked.chatId, now() + outcome.retryAfterSeconds * 1_000);
    }
  }

  return {
    async fetch() {
      const until = now() + worthMs;
      const asked = await take();
      waiting.push(...asked.map((each) => ({ asked: each, until })));
    },

    next() {
      const moment = now();
      waiting = waiting.filter(({ until }) => until > moment);
      const [first] = waiting;
      if (first === undefined) return { dueAt: Number.POSITIVE_INFINITY };
      const slot = schedule.aside();
      if (slot !== "taken") return { dueAt: slot };
      waiting.shift();
      return { show: () => show(first.asked), dueAt: moment };
    },
  };
}
