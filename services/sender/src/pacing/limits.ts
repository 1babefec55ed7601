/** Turns Telegram's documented limits into the windows that keep them as the receiver counts. */
import { chatKindOf, type PacingLimits } from "@lumenflow/telegram";
import { createSlidingWindow, type SlidingWindow } from "./sliding-window.ts";

/** A second and a minute as the receiver may measure them: half a percent longer than ours. */
export const secondMs = 1_005;
export const minuteMs = 60_300;

/** The pace of a whole bot. */
export interface BotPace extends Omit<SlidingWindow, "begin"> {
  begin(now: number): void;
}

/**
 * The window, and a spacing between sends that spreads them over it: without spacing 30 go out at
 * once and then none for a second; spacing alone lets more than 30 arrive in a second.
 */
export function createBotPace({ botPerSecond }: PacingLimits): BotPace {
  const window = createSlidingWindow({ limit: botPerSecond, windowMs: secondMs });
  const spacingMs = secondMs / botPerSecond;
  let nextAt = Number.NEGATIVE_INFINITY;
  return {
    ...window,
    dueAt: (now) => Math.max(window.dueAt(now), nextAt),
    begin(now) {
      window.begin();
      // Slots missed by a late timer are not made up for beyond the window's own bound.
      nextAt = Math.max(nextAt + spacingMs, now + spacingMs / 2);
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

export function createChatPace(limits: PacingLimits, chatId: string): ChatPace {
  const group =
    chatKindOf(chatId) === "group"
      ? createSlidingWindow({ limit: limits.groupPerMinute, windowMs: minuteMs })
      : undefined;
  const spacingMs = secondMs / limits.chatPerSecond;
  let nextAt = Number.NEGATIVE_INFINITY;
  let idleAt = Number.NEGATIVE_INFINITY;
  return {
    dueAt: (now) => Math.max(nextAt, group?.dueAt(now) ?? now, now),
    begin: () => group?.begin(),
    answer(now) {
      group?.answer(now);
      nextAt = Math.max(nextAt, now + spacingMs);
      idleAt = group === undefined ? nextAt : now + minuteMs;
    },
    withdraw: () => group?.withdraw(),
    idleAt: () => idleAt,
  };
}
