/** Runs one Bot API call past the limits and writes Telegram's answer to it. */
import type { FaultAnswer } from "../faults.ts";
import type { Params } from "../params/params.ts";
import type { Bot, Json } from "../state/types.ts";
import { ApiError, tooManyRequests } from "./errors.ts";
import { Described, type MethodDeps, RawJson } from "./method.ts";
import { methods } from "./methods/index.ts";

export interface Answer {
  status: number;
  body: string;
  headers: Record<string, string>;
  /** Whether the method took effect. */
  applied: boolean;
}

export interface Execution {
  bot: Bot;
  method: string;
  params: Params;
  signal: AbortSignal;
  /** When the call arrived; milliseconds, monotonic. */
  arrivedAt: number;
  fault?: FaultAnswer | undefined;
}

export async function execute(deps: MethodDeps, call: Execution): Promise<Answer> {
  const { bot, params, arrivedAt } = call;
  const method = methods.get(call.method.toLowerCase());
  try {
    if (bot.loggedOut) throw new ApiError(400, "Logged out");
    if (!method) throw new ApiError(404, "Not Found: method not found");
    if (method.counted) {
      const chatId = params.text("chat_id");
      const paid = params.bool("allow_paid_broadcast");
      const wait = deps.limits.arrive(
        { botId: bot.id, chatId, method: method.name, paid },
        arrivedAt,
      );
      if (wait !== undefined) throw tooManyRequests(wait);
    }
    return success(await method.run(deps, call));
  } catch (error) {
    if (error instanceof ApiError) return failure(error.code, error.message, error.parameters);
    throw error;
  }
}

function success(result: unknown): Answer {
  const description =
    result instanceof Described ? `,"description":${JSON.stringify(result.description)}` : "";
  const value = result instanceof Described ? result.result : result;
  const text = value instanceof RawJson ? value.text : JSON.stringify(value);
  return {
    status: 200,
    body: `{"ok":true,"result":${text}${description}}`,
    headers: { "content-type": "application/json" },
    applied: true,
  };
}

/** 429 says how long to wait twice: in the parameters and as a header. */
export function failure(
  code: number,
  description: string,
  parameters?: Json,
  status = code,
): Answer {
  const retryAfter = parameters?.retry_after;
  return {
    status,
    body: JSON.stringify({
      ok: false,
      error_code: code,
      description,
      ...(parameters ? { parameters } : {}),
    }),
    headers: {
      "content-type": "application/json",
      ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
    },
    applied: false,
  };
}
