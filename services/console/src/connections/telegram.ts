/** Asks Telegram about a bot while somebody waits, and says in words what it refused. */
import { type Problem, problem } from "@lumenflow/api";
import {
  type Answer,
  apiRootFor,
  type BotApi,
  type BotIdentity,
  classify,
  createBotApi,
  parseBotToken,
} from "@lumenflow/telegram";
import type { ConnectionDeps } from "./deps.ts";

/** The whole answer is due within 10 s, whatever Telegram does. */
const patienceMs = 7_000;

/** The token without the blanks around it. @throws Problem E010 that never repeats the token. */
export function readToken(text: string): string {
  const reading = parseBotToken(text);
  if (!reading.ok) throw problem.invalid([{ path: "botToken", message: reading.fault }]);
  return reading.token;
}

/** A bot to call while a person waits: with a short time-out. */
export function botOf(token: string, { telegram }: Pick<ConnectionDeps, "telegram">): BotApi {
  const { roots, transport } = telegram;
  return createBotApi({
    token,
    apiRoot: apiRootFor(token, roots()),
    timeoutMs: patienceMs,
    transport,
  });
}

/** Whose token it is. @throws Problem E040 or E042 */
export async function identify(
  token: string,
  deps: Pick<ConnectionDeps, "telegram">,
): Promise<BotIdentity> {
  const answer = await botOf(token, deps).getMe();
  if (answer.kind !== "ok") throw refusalOf("getMe", answer);
  return answer.result;
}

/** E040 where Telegram refuses the token, E042 where it could not be asked. */
export function refusalOf(method: string, answer: Answer): Problem {
  const outcome = classify({ method, answer });
  if (outcome.class === "connection_unusable") {
    return problem.tokenRefused(
      `Telegram refuses this token (${outcome.description}). Copy the current one from BotFather.`,
    );
  }
  const wait =
    outcome.class === "rate_limited" ? ` Try again in ${outcome.retryAfterSeconds} s.` : "";
  return problem.telegramUnreachable(
    `Telegram could not answer now (${outcome.description}).${wait || " Try again shortly."}`,
  );
}
