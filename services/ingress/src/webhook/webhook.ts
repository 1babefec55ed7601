/** The route that Telegram delivers to: knows the caller before it reads, answers once it is durable. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { basePath, Problem, problem, sendProblem } from "@lumenflow/api";
import type { InboundConnection } from "@lumenflow/db";
import { type ReceivedBody, toUpdate } from "@lumenflow/inbound";
import { readWebhookKey } from "@lumenflow/runtime";
import type { KnownKeys, Lookup } from "./known-keys.ts";
import type { Limits } from "./limits.ts";
import type { WebhookAnswer, WebhookMetrics } from "./metrics.ts";
import { discardBody, readBody } from "./read-body.ts";
import { isSecretOf } from "./secret.ts";

export const webhookPath = `${basePath}/sidekick/integrations/telegram/webhook`;

const maxBodyBytes = 1024 * 1024;

export interface WebhookDeps {
  readonly macKey: () => Uint8Array;
  readonly keys: Pick<KnownKeys, "find">;
  readonly limits: Limits;
  readonly addressOf: (req: IncomingMessage) => string;
  /** Resolves once the update is durable. */
  readonly accept: (connection: InboundConnection, body: ReceivedBody) => Promise<void>;
  readonly metrics: Pick<WebhookMetrics, "answered">;
}

/** Ends a request with a problem, counted under its reason. */
class Refusal extends Error {
  readonly answer: WebhookAnswer;
  readonly problem: Problem;
  constructor(answer: WebhookAnswer, found: Problem) {
    super(found.message);
    this.answer = answer;
    this.problem = found;
  }
}

/** Addresses whose key's MAC was right: making one costs as much as all the rest of a request. */
const rememberedUrls = 50_000;
const longestRememberedUrl = 256;

/**
 * True where the request was for the webhook route, whatever becomes of it. What is known at once
 * is not waited for: at tens of thousands of requests a second a promise each is worth sparing.
 */
export function createWebhook(deps: WebhookDeps) {
  const { macKey, keys, limits, addressOf, accept, metrics } = deps;
  const keyIds = new Map<string, string>();

  return function webhook(req: IncomingMessage, res: ServerResponse): boolean {
    const url = req.url ?? "";
    const known = keyIds.get(url);
    if (known === undefined && pathOf(url) !== webhookPath) return false;
    try {
      if (req.method !== "POST") throw new Refusal("method", problem.methodNotAllowed("POST"));
      const caller = callerOf(req, known ?? keyIdOf(url));
      if (caller instanceof Promise) {
        caller.then(
          (connection) => receive(req, res, connection),
          (error) => refuse(req, res, error),
        );
      } else receive(req, res, caller);
    } catch (error) {
      refuse(req, res, error);
    }
    return true;
  };

  function keyIdOf(url: string): string | null {
    const keyId = readWebhookKey(macKey(), keyIn(url));
    if (keyId === null) return null;
    if (url.length <= longestRememberedUrl) {
      if (keyIds.size >= rememberedUrls) keyIds.clear();
      keyIds.set(url, keyId);
    }
    return keyId;
  }

  /** @throws Refusal, as the promise may. */
  function callerOf(
    req: IncomingMessage,
    keyId: string | null,
  ): InboundConnection | Promise<InboundConnection> {
    if (keyId === null) return refuseUnknownKey(req);
    const looked = keys.find(keyId);
    return looked instanceof Promise
      ? looked.then((found) => admit(req, found))
      : admit(req, looked);
  }

  function admit(
    req: IncomingMessage,
    found: Lookup,
  ): InboundConnection | Promise<InboundConnection> {
    if (found === "unknown") return refuseUnknownKey(req);
    if (found === "unavailable") {
      throw new Refusal("key_unavailable", problem.unavailable("The key cannot be checked now."));
    }
    if (found.status === "disconnecting" || found.status === "disconnected") {
      throw new Refusal("not_connected", problem.notFound(noWebhook));
    }
    checkSecret(req, found);
    const waitMs = limits.known(found);
    return typeof waitMs === "number"
      ? withinLimit(found, waitMs)
      : waitMs.then((ms) => withinLimit(found, ms));
  }

  async function refuseUnknownKey(req: IncomingMessage): Promise<never> {
    const waitMs = await limits.unknown(addressOf(req));
    throw waitMs > 0
      ? new Refusal("unknown_key_limited", tooMany(waitMs))
      : new Refusal("unknown_key", problem.notFound(noWebhook));
  }

  function receive(req: IncomingMessage, res: ServerResponse, connection: InboundConnection): void {
    const onDurable = () => {
      metrics.answered("accepted");
      // Latin-1, which Node writes in one piece with the head and without transcoding.
      res.writeHead(200, accepted).end("{}", "latin1");
    };
    const onFailed = (error: unknown) => refuse(req, res, error);
    try {
      checkContentType(req);
      readBody(req, maxBodyBytes, (body) => {
        if (body === "gone") return metrics.answered("gone");
        try {
          accept(connection, updateIn(body)).then(onDurable, onFailed);
        } catch (error) {
          refuse(req, res, error);
        }
      });
    } catch (error) {
      refuse(req, res, error);
    }
  }

  function refuse(req: IncomingMessage, res: ServerResponse, error: unknown): void {
    const refusal =
      error instanceof Refusal
        ? error
        : new Refusal("not_durable", problem.unavailable("The queue cannot take it now.", error));
    metrics.answered(refusal.answer);
    sendProblem(res, refusal.problem);
    discardBody(req);
  }
}

const accepted = { "content-type": "application/json", "content-length": "2" };
const noWebhook = "There is no webhook of this key.";

function tooMany(waitMs: number): Problem {
  return problem.rateLimited(Math.ceil(waitMs / 1_000));
}

function pathOf(url: string): string {
  const end = url.indexOf("?");
  return end < 0 ? url : url.slice(0, end);
}

function keyIn(url: string): string {
  const end = url.indexOf("?");
  return new URLSearchParams(end < 0 ? "" : url.slice(end + 1)).get("key") ?? "";
}

function withinLimit(connection: InboundConnection, waitMs: number): InboundConnection {
  if (waitMs > 0) throw new Refusal("limited", tooMany(waitMs));
  return connection;
}

function checkSecret(req: IncomingMessage, connection: InboundConnection): void {
  const given = req.headers["x-telegram-bot-api-secret-token"];
  const right = isSecretOf(String(given ?? ""), connection);
  if (given !== undefined && right) return;
  const detail = "The secret token of the webhook is missing or wrong.";
  throw new Refusal("wrong_secret", new Problem(given === undefined ? "E001" : "E002", detail));
}

function checkContentType(req: IncomingMessage): void {
  if (isJson(req)) return;
  const detail = "Send the update as Content-Type: application/json.";
  throw new Refusal("content_type", problem.unreadable(415, detail));
}

function updateIn(body: Buffer | "too-large"): ReceivedBody {
  if (body === "too-large") {
    throw new Refusal("too_large", problem.unreadable(413, "The body is larger than 1 MiB."));
  }
  const update = toUpdate(body);
  if ("fault" in update) {
    throw new Refusal("not_an_update", problem.unreadable(400, update.fault));
  }
  return update;
}

/** Telegram sends UTF-8, uncompressed. */
function isJson({ headers }: IncomingMessage): boolean {
  const type = headers["content-type"];
  if (type === "application/json") return headers["content-encoding"] === undefined;
  return (
    /^application\/json\s*(;\s*charset\s*=\s*"?utf-?8"?\s*)?;?\s*$/i.test(type ?? "") &&
    (headers["content-encoding"] ?? "identity") === "identity"
  );
}
