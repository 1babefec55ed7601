/** Turns Telegram's documented limits into the windows that keep them as the receiver counts. */
import { chatKindOf, type PacingLimits } from "@lumenflow/telegram";
import { createSlidingWindow, type SlidingWindow } from "./sliding-window.ts";

/** A second and a minute as the receiver may measure them: half a percent longer than ours. */
export const secondMs = 1_005;
export const minuteMs = 60_300;

/** The pace of a whole bot, or of its paid messages. */
export interface BotPace extends Omit<SlidingWindow, "begin"> {
  begin(now: number): void;
}

/**
 * The window, and a spacing between sends that spreads them over it: without spacing 30 go out at
 * once and then none for a second; spacing alone lets more than 30 arrive in a second. `perSecond` is
 * asked each time.
 */
export function createBotPace(perSecond: () => number): BotPace {
  const window = createSlidingWindow({ limit: perSecond, windowMs: secondMs });
  const spacingMs = () => secondMs / perSecond();
  // The slot used last. Slots missed by a late timer are not made up for beyond the window's own bound.
  let slotAt = Number.NEGATIVE_INFINITY;
  return {
    ...window,
    dueAt: (now) => Math.max(window.dueAt(now), slotAt + spacingMs()),
    begin(now) {
      window.begin();
      slotAt = Math.max(slotAt + spacingMs(), now - spacingMs() / 2);
    },
    withdraw() {
      window.withdraw();
      slotAt -= spacingMs();
    },
  };
}

/** The pace of one chat, which has one call under way at most. */
export interface ChatPace {
  dueAt(now: number): number;
  begin(): void;
  answer(now: number): void;
  withdraw(): void;
  /** From when on nothing counts any more, if nothing is sent: its state may be dropped then. */
  idleAt(): number;
}

/** Milliseconds between an answer and the next send in a chat. */
export function chatSpacingMs({ chatPerSecond }: PacingLimits): number {
  return secondMs / chatPerSecond;
}

/** `limits` are asked each time. */
export function createChatPace(limits: () => PacingLimits, chatId: string): ChatPace {
  const group =
    chatKindOf(chatId) === "group"
      ? createSlidingWindow({ limit: () => limits().groupPerMinute, windowMs: minuteMs })
      : undefined;
  let answeredAt = Number.NEGATIVE_INFINITY;
  const nextAt = () => answeredAt + chatSpacingMs(limits());
  return {
    dueAt: (now) => Math.max(nextAt(), group?.dueAt(now) ?? now, now),
    begin: () => group?.begin(),
    answer(now) {
      group?.answer(now);
      answeredAt = Math.max(answeredAt, now);
    },
    withdraw: () => group?.withdraw(),
    idleAt: () => (group === undefined ? nextAt() : Math.max(nextAt(), answeredAt + minuteMs)),
  };
}
