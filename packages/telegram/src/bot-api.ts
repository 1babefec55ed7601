/** Calls the Bot API for one bot and returns every possible answer as a value. */
import { Api } from "grammy";
import type { Answer, CallOptions } from "./answer.ts";
import { causeText } from "./cause-text.ts";
import { type Envelope, readEnvelope, retryAfterOf } from "./envelope.ts";
import { type FileCalls, fileCalls } from "./file-calls.ts";
import { type FileToSend, multipart } from "./multipart.ts";
import { type PollingCalls, pollingCalls, type ReadAnswer } from "./polling-calls.ts";
import { scrubToken } from "./token.ts";
import { createTransport, type HttpRequest, type Seen, type Transport } from "./transport.ts";
import { type WebhookCalls, webhookCalls } from "./webhook-calls.ts";

export interface BotApiOptions {
  readonly token: string;
  /** As `apiRootFor` gives it. */
  readonly apiRoot: string;
  /** Whole time of a call in milliseconds (`LUMENFLOW_TELEGRAM_TIMEOUT_MS`). */
  readonly timeoutMs?: number | undefined;
  /** Shared connections; without it this BotApi has its own, which `close` closes. */
  readonly transport?: Transport | undefined;
}

export interface BotApi extends WebhookCalls, PollingCalls, FileCalls {
  /** Calls any method. Never throws, never retries, and keeps the token out of every answer. */
  call<Result = unknown>(
    method: string,
    params?: Readonly<Record<string, unknown>>,
    options?: CallOptions,
  ): Promise<Answer<Result>>;
  /** Closes connections of its own; a shared transport stays open. */
  close(): Promise<void>;
}

/** grammY binds these to an empty payload and takes the signal as the only argument (core/client.ts). */
const WITHOUT_PARAMS = new Set([
  "getMe",
  "getWebhookInfo",
  "getForumTopicIconStickers",
  "getAvailableGifts",
  "logOut",
  "close",
  "getMyStarBalance",
  "removeMyProfilePhoto",
]);

/**
 * A client for one bot. grammY builds URL, body and time-out; the exchange itself is ours, because
 * grammY looks neither at the HTTP status nor at headers, and whether a request was written decides
 * between trying again and asking a person. Calls with files are written by us altogether (multipart.ts).
 */
export function createBotApi(options: BotApiOptions): BotApi {
  const { token, apiRoot, timeoutMs = 20_000 } = options;
  const transport = options.transport ?? createTransport();
  const root = apiRoot.replace(/\/+$/, "");

  const callReading = async <Result>(
    method: string,
    params: Readonly<Record<string, unknown>>,
    { signal, beginBy, files = [] }: CallOptions = {},
    read: ReadAnswer,
  ): Promise<Answer<Result>> => {
    const started = performance.now();
    const seen: Sighting = { written: false };
    const exchange = { seen, method, params, signal, beginBy, read };
    let failure: unknown;
    try {
      await (files.length > 0 ? exchangeFiles(exchange, files) : exchangeJson(exchange));
    } catch (error) {
      failure = error;
    }
    return toAnswer<Result>(seen, failure, performance.now() - started, token);
  };

  async function exchangeJson(exchange: Exchange): Promise<void> {
    const { method, params, signal } = exchange;
    // One Api a call (some microseconds), since its fetch reports into this call's `seen`.
    const api = new Api(token, {
      apiRoot: root,
      timeoutSeconds: timeoutMs / 1000,
      fetch: fetchOver(transport, exchange),
    });
    const raw = api.raw as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
    await raw[method]?.(...(WITHOUT_PARAMS.has(method) ? [signal] : [params, signal]));
  }

  async function exchangeFiles(
    { seen, method, params, signal, beginBy, read }: Exchange,
    files: readonly FileToSend[],
  ): Promise<void> {
    const limit = AbortSignal.timeout(timeoutMs);
    const request = {
      url: `${root}/bot${token}/${method}`,
      ...multipart(params, files),
      beginBy,
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    };
    await transport.exchange(request, seen);
    seen.envelope = read(seen.status ?? 0, seen.body ?? "");
  }

  const call = <Result>(
    method: string,
    params: Readonly<Record<string, unknown>> = {},
    callOptions?: CallOptions,
  ) => callReading<Result>(method, params, callOptions, readEnvelope);

  const close = async () => {
    if (options.transport === undefined) await transport.close();
  };
  const files = fileCalls(call, { token, root, transport });
  return { call, close, ...webhookCalls(call), ...pollingCalls(callReading), ...files };
}

type Sighting = Seen & { envelope?: Envelope };

interface Exchange {
  readonly seen: Sighting;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal | undefined;
  readonly beginBy: number | undefined;
  readonly read: ReadAnswer;
}

/** The part of `fetch` that grammY uses: a request, and an answer with `json()`. */
function fetchOver(
  transport: Transport,
  { seen, beginBy, read }: Pick<Exchange, "seen" | "beginBy" | "read">,
): typeof fetch {
  const send = async (url: unknown, init: unknown) => {
    const { headers, body, signal } = init as HttpRequest;
    const contentType = headers["content-type"] ?? "application/json";
    const request = {
      url: String(url),
      headers: { "content-type": contentType },
      ...{ body, signal, beginBy },
    };
    await transport.exchange(request, seen);
    return {
      json: async () => {
        seen.envelope = read(seen.status ?? 0, seen.body ?? "");
        return seen.envelope;
      },
    };
  };
  return send as unknown as typeof fetch;
}

function toAnswer<Result>(
  seen: Sighting,
  failure: unknown,
  elapsed: number,
  token: string,
): Answer<Result> {
  const elapsedMs = Math.round(elapsed);
  const { envelope, status, written } = seen;
  if (envelope?.ok === true) return { kind: "ok", result: envelope.result as Result, elapsedMs };
  const retryAfterSeconds = retryAfterOf(envelope, seen.retryAfter);
  if (envelope === undefined) {
    const cause = causeText(failure, token);
    const brokenOff = seen.begun === true && !written;
    return { kind: "unknown", status, written, brokenOff, retryAfterSeconds, elapsedMs, cause };
  }
  return {
    kind: "refused",
    code: envelope.error_code,
    description: scrubToken(envelope.description, token),
    parameters: envelope.parameters,
    retryAfterSeconds,
    elapsedMs,
  };
}
