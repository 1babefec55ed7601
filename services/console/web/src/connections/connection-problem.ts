/** Says why a bot could not be connected, and the remedy. */
import { asProblem } from "../api/api-problem.ts";

export interface ProblemWords {
  readonly title: string;
  readonly detail: string;
  readonly remedy: string | null;
}

/** A bot that another connection holds, found out before or after asking. */
export function alreadyConnected(username?: string): ProblemWords {
  return {
    title: `${username === undefined ? "This bot" : `@${username}`} is already connected`,
    detail:
      "A bot delivers to one place only, so it can belong to one connection at a time, in this workspace or another.",
    remedy: "Disconnect it where it is connected now, or make another bot for this workspace.",
  };
}

/** `username` where Telegram has already said whose token it is. */
export function connectionProblem(error: unknown, username?: string): ProblemWords {
  const problem = asProblem(error);
  switch (problem.code) {
    case "E010":
      return {
        title: "This cannot be a bot token",
        detail: problem.errors[0]?.message ?? problem.message,
        remedy: "Copy it again from BotFather: /mybots, the bot, API Token.",
      };
    case "E040":
      return {
        title: "Telegram refuses this token",
        detail: "It is mistyped, or it was revoked when a new one was made.",
        remedy: "Copy the current token from BotFather: /mybots, the bot, API Token.",
      };
    case "E023":
      return alreadyConnected(username);
    case "E042":
      return {
        title: "Telegram cannot be reached",
        detail: "So it is not known whose token this is. Nothing was stored.",
        remedy: "Check that this server can reach the internet, then try again.",
      };
    case "E004":
      return { title: "Not allowed", detail: problem.message, remedy: null };
    default:
      return { title: problem.title, detail: problem.message, remedy: null };
  }
}
