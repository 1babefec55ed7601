/** The route that Telegram delivers to: knows the caller before it reads, answers once it is durable. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { basePath, Problem, problem, sendProblem } from "@lumenflow/api";
import type { InboundConnection } from "@lumenflow/db";
import { type ReceivedBody, toUpdate } from "@lumenflow/inbound";
import { readWebhookKey } from "@lumenflow/runtime";
import type { KnownKeys } from "./known-keys.ts";
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

/** Keys whose MAC was right are remembered: making one costs as much as all the rest of a request. */
const rememberedKeys = 50_000;

/** True where the request was for the webhook route, whatever becomes of it. */
export function createWebhook(deps: WebhookDeps) {
  const { macKey, keys, limits, addressOf, accept, metrics } = deps;
  const keyIds = new Map<string, string>();

  function keyIdOf(key: string): string | null {
    const known = keyIds.get(key);
    if (known !== undefined) return known;
    const keyId = readWebhookKey(macKey(), key);
    if (keyId === null) return null;
    if (keyIds.size >= rememberedKeys) keyIds.clear();
    keyIds.set(key, keyId);
    return keyId;
  }

  return function webhook(req: IncomingMessage, res: ServerResponse): boolean {
    const url = req.url ?? "";
    const end = url.indexOf("?");
    if ((end < 0 ? url : url.slice(0, end)) !== webhookPath) return false;
    void answer(req, res, end < 0 ? "" : url.slice(end + 1));
    return true;
  };

  async function answer(req: IncomingMessage, res: ServerResponse, query: string): Promise<void> {
    try {
      if (req.method !== "POST") throw new Refusal("method", problem.methodNotAllowed("POST"));
      const connection = await callerOf(req, query);
      const body = await bodyOf(req);
      if (body === "gone") return metrics.answered("gone");
      await durable(connection, body);
      metrics.answered("accepted");
      // Latin-1, which Node writes in one piece with the head and without transcoding.
      res.writeHead(200, accepted).end("{}", "latin1");
    } catch (error) {
      refuse(req, res, error);
    }
  }

  async function callerOf(req: IncomingMessage, query: string): Promise<InboundConnection> {
    const keyId = keyIdOf(keyIn(query));
    if (keyId === null) throw await unknownKey(req);
    const looked = keys.find(keyId);
    const found = looked instanceof Promise ? await looked : looked;
    if (found === "unknown") throw await unknownKey(req);
    if (found === "unavailable") {
      throw new Refusal("key_unavailable", problem.unavailable("The key cannot be checked now."));
    }
    if (found.status === "disconnecting" || found.status === "disconnected") {
      throw new Refusal("not_connected", problem.notFound(noWebhook));
    }
    checkSecret(req, found);
    const waited = limits.known(found);
    const waitMs = typeof waited === "number" ? waited : await waited;
    if (waitMs > 0) throw new Refusal("limited", tooMany(waitMs));
    return found;
  }

  async function unknownKey(req: IncomingMessage): Promise<Refusal> {
    const waitMs = await limits.unknown(addressOf(req));
    return waitMs > 0
      ? new Refusal("unknown_key_limited", tooMany(waitMs))
      : new Refusal("unknown_key", problem.notFound(noWebhook));
  }

  async function durable(connection: InboundConnection, body: ReceivedBody): Promise<void> {
    try {
      await accept(connection, body);
    } catch (error) {
      throw new Refusal("not_durable", problem.unavailable("The queue cannot take it now.", error));
    }
  }

  function refuse(req: IncomingMessage, res: ServerResponse, error: unknown): void {
    const refusal =
      error instanceof Refusal
        ? error
        : new Refusal("not_durable", problem.unavailable("It could not be taken now.", error));
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

function keyIn(query: string): string {
  return new URLSearchParams(query).get("key") ?? "";
}

function checkSecret(req: IncomingMessage, connection: InboundConnection): void {
  const given = req.headers["x-telegram-bot-api-secret-token"];
  const right = isSecretOf(String(given ?? ""), connection);
  if (given !== undefined && right) return;
  const detail = "The secret token of the webhook is missing or wrong.";
  throw new Refusal("wrong_secret", new Problem(given === undefined ? "E001" : "E002", detail));
}

async function bodyOf(req: IncomingMessage): Promise<ReceivedBody | "gone"> {
  if (!isJson(req)) {
    const detail = "Send the update as Content-Type: application/json.";
    throw new Refusal("content_type", problem.unreadable(415, detail));
  }
  const body = await readBody(req, maxBodyBytes);
  if (body === "gone") return body;
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
