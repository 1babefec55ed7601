/** What goes wrong at Telegram, drawn at random. */
import type { Random } from "../random.ts";
import { telegramTimeoutMs } from "./cast.ts";

const troubles = [
  // Executed, but nobody learns of it.
  () => "drop-after-apply",
  () => "hang-after-apply",
  () => ({ status: 502, html: true, apply: true }),
  () => ({ status: 200, html: true }),
  () => ({ status: 500, apply: true }),
  // Not executed, and nobody learns of that either.
  () => "drop-before",
  () => "hang",
  () => ({ status: 500 }),
  // Certainly not executed.
  (random: Random) => ({ retryAfter: 1 + random.below(3) }),
  () => ({ status: 401 }),
  () => ({ status: 400, description: "Bad Request: BUTTON_URL_INVALID" }),
  // Executed, late.
  (random: Random) => ({ delayMs: 200 + random.below(telegramTimeoutMs - 500) }),
] as const;

/** For one or two of the bot's next calls. */
export function drawTrouble(random: Random, botId: string) {
  return {
    botId,
    method: "sendMessage",
    count: 1 + random.below(2),
    answer: random.pick<(random: Random) => object | string>(troubles)(random),
  };
}
