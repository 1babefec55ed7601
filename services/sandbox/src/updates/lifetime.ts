/** How long an update waits for its bot before Telegram forgets it. */

const SECOND = 1_000;
const DAY = 24 * 3_600 * SECOND;

/** Kinds that somebody waits for live shorter (TELEGRAM.md §1.3). */
const LIFETIMES: Record<string, number> = {
  inline_query: 30 * SECOND,
  callback_query: 150 * SECOND,
  shipping_query: 150 * SECOND,
  pre_checkout_query: 150 * SECOND,
  chosen_inline_result: 600 * SECOND,
};

/** Milliseconds of sandbox time. */
export const lifetimeMs = (kind: string): number => LIFETIMES[kind] ?? DAY;
