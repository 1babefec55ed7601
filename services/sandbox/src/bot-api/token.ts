/** Finds the bot of a token and refuses as Telegram does. */
import { timingSafeEqual } from "node:crypto";
import type { Bots } from "../state/bots.ts";
import type { Bot } from "../state/types.ts";
import { ApiError } from "./errors.ts";

/** How malformed tokens are refused: 404 on api.telegram.org, 401 on a server of one's own. */
export type Flavour = "hosted" | "local";

/** Throws ApiError 401, or 404 for a malformed token on the hosted flavour. */
export function authorize(bots: Bots, token: string, flavour: Flavour): Bot {
  if (token.startsWith("0") || token.length > 80 || !token.includes(":")) {
    throw flavour === "hosted"
      ? new ApiError(404, "Not Found")
      : new ApiError(401, "Unauthorized: invalid token specified");
  }
  const [id, secret] = token.split(":", 2) as [string, string];
  const bot = bots.get(Number(id));
  const wellFormed = /^\d+$/.test(id) && /^[\w-]{24,}$/.test(secret);
  if (!wellFormed && flavour === "hosted") throw new ApiError(404, "Not Found");
  if (!wellFormed || !bot || !same(bot.token, token)) throw new ApiError(401, "Unauthorized");
  return bot;
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
