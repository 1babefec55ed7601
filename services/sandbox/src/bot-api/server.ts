/** Answers `/sandbox/bot<token>/<method>` as api.telegram.org would. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { BodyTooLarge } from "../http/body.ts";
import { decodePart } from "../http/path.ts";
import { sendText } from "../http/reply.ts";
import type { Params } from "../params/params.ts";
import { readParams } from "../params/read-params.ts";
import type { Bot } from "../state/types.ts";
import { ApiError } from "./errors.ts";
import { type Answer, execute, failure } from "./execute.ts";
import type { MethodDeps } from "./method.ts";
import { methods } from "./methods/index.ts";
import { type Outcome, playFault } from "./play-fault.ts";
import { authorize, type Flavour } from "./token.ts";

export interface BotApi {
  /** `path` is what follows `/sandbox`, beginning with `/bot`. */
  handle(
    req: IncomingMessage,
    res: ServerResponse,
    path: string,
    query: URLSearchParams,
  ): Promise<void>;
  /** Runs a method that came as a webhook's response; its answer is only journalled. */
  runReply(bot: Bot, params: Params): Promise<void>;
}

interface Arrived {
  bot: Bot;
  method: string;
  params: Params;
  via: "http" | "webhook";
  arrivedAt: number;
  signal: AbortSignal;
}

export function createBotApi(deps: MethodDeps & { flavour: Flavour }): BotApi {
  async function handle(
    req: IncomingMessage,
    res: ServerResponse,
    path: string,
    query: URLSearchParams,
  ): Promise<void> {
    const arrivedAt = performance.now();
    if (req.method !== "GET" && req.method !== "POST") return sendText(res, 501, "", {});
    const match = /^\/bot([^/]*)\/(?:test\/)?([^/]+)\/?$/.exec(path);
    if (!match) return write(res, failure(404, "Not Found"));
    try {
      const params = await readParams(req, query);
      const bot = authorize(deps.bots, decodePart(match[1]), deps.flavour);
      const hungUp = new AbortController();
      res.once("close", () => {
        if (!res.writableFinished) hungUp.abort();
      });
      const method = match[2] ?? "";
      const call: Arrived = { bot, method, params, via: "http", arrivedAt, signal: hungUp.signal };
      const outcome = await perform(call);
      if (outcome.kind === "answer") write(res, outcome.answer);
      else if (outcome.kind === "drop") req.socket.destroy();
    } catch (error) {
      if (error instanceof BodyTooLarge) {
        // The rest of the body is not wanted: the connection ends with the answer.
        res.shouldKeepAlive = false;
        return sendText(res, 413, "", {});
      }
      if (error instanceof ApiError) return write(res, failure(error.code, error.message));
      throw error;
    }
  }

  /** Faults first: a call that never reached Telegram is not counted by its limits. */
  async function perform(call: Arrived): Promise<Outcome> {
    const name = methods.get(call.method.toLowerCase())?.name ?? call.method;
    const chatId = call.params.text("chat_id");
    const fault = deps.faults.take({ botId: String(call.bot.id), method: name, chatId });
    const answer = typeof fault?.answer === "object" ? fault.answer : undefined;
    const run = () => execute(deps, { ...call, fault: answer });
    const outcome: Outcome = fault
      ? await playFault(fault, run)
      : { kind: "answer", answer: await run() };
    journal(call, name, outcome, fault?.id);
    return outcome;
  }

  function journal(call: Arrived, method: string, outcome: Outcome, faultId?: string): void {
    const timeMs = performance.timeOrigin + call.arrivedAt;
    const answer = outcome.kind === "answer" ? outcome.answer : undefined;
    deps.journal.call({
      at: new Date(timeMs).toISOString(),
      timeMs,
      durationMs: performance.now() - call.arrivedAt,
      botId: String(call.bot.id),
      method,
      via: call.via,
      payload: call.params.forJournal(),
      answer: answer ? { status: answer.status, body: readable(answer) } : null,
      applied: answer ? answer.applied : outcome.kind !== "answer" && outcome.applied,
      faultId,
    });
  }

  return {
    handle,
    async runReply(bot, params) {
      const method = params.text("method").toLowerCase();
      if (!method || method.startsWith("get") || NOT_AS_REPLY.has(method)) return;
      const signal = new AbortController().signal;
      await perform({ bot, method, params, via: "webhook", arrivedAt: performance.now(), signal });
    },
  };
}

/** TELEGRAM.md §1.4. */
const NOT_AS_REPLY = new Set(["deletewebhook", "setwebhook", "close", "logout"]);

function write(res: ServerResponse, { status, body, headers }: Answer): void {
  sendText(res, status, body, headers);
}

function readable({ body, headers }: Answer): unknown {
  return headers["content-type"] === "application/json" ? JSON.parse(body) : body;
}
