/** Posts one update to a webhook, with the headers of Telegram's server and no others. */
import {
  type ClientRequest,
  type Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from "node:http";
import { type Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { gunzipSync, inflateSync } from "node:zlib";
import type { Webhook } from "../state/types.ts";

export type DeliveryResult =
  | {
      kind: "response";
      status: number;
      reason: string;
      retryAfter: string | undefined;
      contentType: string;
      body: Buffer;
    }
  | { kind: "failure"; message: string; recorded: boolean };

export interface Delivery {
  webhook: Webhook;
  body: string;
  agent: HttpAgent | HttpsAgent;
  /** Milliseconds without progress after which an attempt has failed. */
  timeoutMs: number;
  signal: AbortSignal;
}

const RESPONSE_LIMIT = 1024 * 1024;

/** Header order as in WA 554-566; in particular there is no User-Agent and no Accept. */
export function headersFor(webhook: Webhook, body: Buffer): string[] {
  const url = new URL(webhook.url);
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return [
    ...["Host", url.host],
    ...(url.username
      ? ["Authorization", `Basic ${Buffer.from(credentials).toString("base64")}`]
      : []),
    ...(webhook.secretToken ? ["X-Telegram-Bot-Api-Secret-Token", webhook.secretToken] : []),
    ...["Content-Type", "application/json"],
    ...["Content-Length", String(body.length)],
    ...["Connection", "keep-alive"],
    ...["Accept-Encoding", "gzip, deflate"],
  ];
}

/** Never rejects. Redirects are not followed. */
export function deliver({
  webhook,
  body,
  agent,
  timeoutMs,
  signal,
}: Delivery): Promise<DeliveryResult> {
  const bytes = Buffer.from(body);
  const url = new URL(webhook.url);
  const options = {
    method: "POST",
    host: webhook.fixedIp ? webhook.ipAddress : url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port || (url.protocol === "https:" ? 443 : 80),
    path: `${url.pathname}${url.search}`,
    headers: headersFor(webhook, bytes),
    agent,
    signal,
    timeout: timeoutMs,
    ...(url.protocol === "https:" ? { servername: url.hostname, ca: webhook.certificate } : {}),
  };
  return new Promise((resolve) => {
    const request: ClientRequest = (url.protocol === "https:" ? httpsRequest : httpRequest)(
      options,
    );
    let written = false;
    request.once("finish", () => {
      written = true;
    });
    request.once("timeout", () => {
      const what = written ? "Read" : "Write";
      request.destroy(Object.assign(new Error(`${what} timeout expired`), { code: "TIMEOUT" }));
    });
    request.once("error", (error) => resolve(failureOf(error)));
    request.once("response", (response) => {
      readResponse(response).then(resolve, (error: Error) => resolve(failureOf(error)));
    });
    request.end(bytes);
  });
}

async function readResponse(response: IncomingMessage): Promise<DeliveryResult> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= RESPONSE_LIMIT) chunks.push(chunk);
  }
  return {
    kind: "response",
    status: response.statusCode ?? 0,
    reason: response.statusMessage ?? "",
    retryAfter: response.headers["retry-after"],
    contentType: response.headers["content-type"] ?? "",
    body: decoded(Buffer.concat(chunks), response.headers["content-encoding"]),
  };
}

function decoded(body: Buffer, encoding: string | undefined): Buffer {
  try {
    if (encoding === "gzip") return gunzipSync(body, { maxOutputLength: RESPONSE_LIMIT });
    if (encoding === "deflate") return inflateSync(body, { maxOutputLength: RESPONSE_LIMIT });
    return body;
  } catch {
    return Buffer.alloc(0);
  }
}

const TEXTS: Record<string, string> = {
  ECONNREFUSED: "Connection refused",
  ECONNRESET: "Connection reset by peer",
  ETIMEDOUT: "Connection timed out",
  EHOSTUNREACH: "No route to host",
  ENETUNREACH: "Network is unreachable",
};

/** A connection that merely closed is retried, but getWebhookInfo does not mention it. */
function failureOf(error: NodeJS.ErrnoException): DeliveryResult {
  const { code = "", message } = error;
  if (code === "TIMEOUT") return { kind: "failure", message, recorded: true };
  if (message === "socket hang up" || message === "aborted" || code === "ABORT_ERR") {
    return { kind: "failure", message: "Webhook connection closed", recorded: false };
  }
  if (/^(CERT_|DEPTH_|UNABLE_|SELF_SIGNED|ERR_TLS|ERR_SSL|EPROTO)/.test(code)) {
    return { kind: "failure", message: `SSL error {${message}}`, recorded: true };
  }
  return {
    kind: "failure",
    message: TEXTS[code] ?? "Can't connect to the webhook",
    recorded: true,
  };
}
