/** The route that Telegram delivers to: knows the caller before it reads, answers once it is durable. */
import type { KeyObject } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { basePath, sendProblem } from "@lumenflow/api";
import type { InboundConnection } from "@lumenflow/db";
import { type ReceivedBody, toUpdate } from "@lumenflow/inbound";
import { readWebhookKey } from "@lumenflow/runtime";
import { createBoundedMap } from "./bounded-map.ts";
import type { KnownKeys, Lookup } from "./known-keys.ts";
import type { Wait } from "./leases.ts";
import type { Limits } from "./limits.ts";
import type { WebhookMetrics } from "./metrics.ts";
import { type Body, discardBody, readBody } from "./read-body.ts";
import { notAnUpdate, Refusal, refusals, tooMany } from "./refusals.ts";
import { isSecretOf } from "./secret.ts";

export const webhookPath = `${basePath}/sidekick/integrations/telegram/webhook`;

const maxBodyBytes = 1024 * 1024;

export interface WebhookDeps {
  readonly macKey: () => KeyObject;
  readonly keys: Pick<KnownKeys, "find">;
  readonly limits: Limits;
  readonly addressOf: (req: IncomingMessage) => string;
  /** Resolves once the update is durable. */
  readonly accept: (connection: InboundConnection, body: ReceivedBody) => Promise<void>;
  readonly metrics: Pick<WebhookMetrics, "answered">;
}

/** Addresses whose key's MAC was right: looking one up costs a tenth of reading its key again. */
const rememberedUrls = 50_000;
const longestRememberedUrl = 256;

/**
 * True where the request was for the webhook route, whatever becomes of it. What is known at once
 * is not waited for: at tens of thousands of requests a second a promise each is worth sparing.
 */
export function createWebhook(deps: WebhookDeps) {
  const { macKey, keys, limits, addressOf, accept, metrics } = deps;
  const keyIds = createBoundedMap<string, string>(rememberedUrls);

  return function webhook(req: IncomingMessage, res: ServerResponse): boolean {
    const url = req.url ?? "";
    const known = keyIds.get(url);
    if (known === undefined && pathOf(url) !== webhookPath) return false;
    const caller = callerOf(req, known ?? keyIdOf(url));
    if (caller instanceof Promise) {
      const unavailable = () => refuse(req, res, refusals.keyUnavailable);
      caller.then((found) => receive(req, res, found), unavailable);
    } else receive(req, res, caller);
    return true;
  };

  function keyIdOf(url: string): string | null {
    const keyId = readWebhookKey(macKey(), keyIn(url));
    if (keyId !== null && url.length <= longestRememberedUrl) keyIds.set(url, keyId);
    return keyId;
  }

  function callerOf(req: IncomingMessage, keyId: string | null): Caller | Promise<Caller> {
    if (req.method !== "POST") return refusals.method;
    if (keyId === null) return unknownKey(req);
    const looked = keys.find(keyId);
    return looked instanceof Promise
      ? looked.then((found) => admit(req, found))
      : admit(req, looked);
  }

  function admit(req: IncomingMessage, found: Lookup): Caller | Promise<Caller> {
    if (found === "unknown") return unknownKey(req);
    if (found === "unavailable") return refusals.keyUnavailable;
    if (found.status === "disconnecting" || found.status === "disconnected") {
      return refusals.notConnected;
    }
    const secret = req.headers["x-telegram-bot-api-secret-token"];
    const right = isSecretOf(String(secret ?? ""), found);
    if (secret === undefined) return refusals.noSecret;
    if (!right) return refusals.wrongSecret;
    return within(limits.known(found), found, "limited");
  }

  function unknownKey(req: IncomingMessage): Caller | Promise<Caller> {
    return within(limits.unknown(addressOf(req)), refusals.unknownKey, "unknown_key_limited");
  }

  function receive(req: IncomingMessage, res: ServerResponse, caller: Caller): void {
    if (caller instanceof Refusal) refuse(req, res, caller);
    else if (!isJson(req)) refuse(req, res, refusals.contentType);
    else readBody(req, maxBodyBytes, (body) => take(req, res, caller, body));
  }

  function take(
    req: IncomingMessage,
    res: ServerResponse,
    connection: InboundConnection,
    body: Body,
  ): void {
    const update = typeof body === "string" ? body : toUpdate(body);
    if (update === "gone") metrics.answered("gone");
    else if (update === "too-large") refuse(req, res, refusals.tooLarge);
    else if ("fault" in update) refuse(req, res, notAnUpdate(update.fault));
    else {
      accept(connection, update).then(
        () => acknowledge(res),
        () => refuse(req, res, refusals.notDurable),
      );
    }
  }

  function acknowledge(res: ServerResponse): void {
    metrics.answered("accepted");
    // Latin-1, which Node writes in one piece with the head and without transcoding.
    res.writeHead(200, accepted).end("{}", "latin1");
  }

  function refuse(req: IncomingMessage, res: ServerResponse, refusal: Refusal): void {
    metrics.answered(refusal.answer);
    sendProblem(res, refusal.problem);
    discardBody(req);
  }
}

const accepted = { "content-type": "application/json", "content-length": "2" };

/** Who delivers, or why nothing is taken of them. */
type Caller = InboundConnection | Refusal;

/** The caller, unless there is something to wait for. */
function within(
  waitMs: Wait | Promise<Wait>,
  caller: Caller,
  limited: "limited" | "unknown_key_limited",
): Caller | Promise<Caller> {
  if (waitMs === 0) return caller;
  if (typeof waitMs === "number") return tooMany(limited, waitMs);
  return waitMs.then((ms) => within(ms, caller, limited));
}

function pathOf(url: string): string {
  const end = url.indexOf("?");
  return end < 0 ? url : url.slice(0, end);
}

function keyIn(url: string): string {
  const end = url.indexOf("?");
  return new URLSearchParams(end < 0 ? "" : url.slice(end + 1)).get("key") ?? "";
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
