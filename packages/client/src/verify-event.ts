/** Sidekick's side of push: tells what an endpoint received from what anybody could have sent. */
import { Webhook, WebhookVerificationError } from "standardwebhooks";
import type { PushedEvent } from "./types.ts";

export interface PushRequest {
  /** Exactly the bytes that arrived: parsed and written again they would not verify. */
  readonly body: string | Uint8Array;
  /** Of the Fetch API, or of Node's `IncomingMessage`. */
  readonly headers: Headers | Readonly<Record<string, string | string[] | undefined>>;
}

/** The signature is missing, wrong, or older than five minutes. Answer 401 and do nothing. */
export class NotVerified extends Error {
  override readonly name = "NotVerified";
}

const names = ["webhook-id", "webhook-timestamp", "webhook-signature"] as const;

/**
 * The event, once its signature has been verified. Answer 2xx when it is safe with you. The same
 * event may come again: recognise it by its `id`. Numbers of Telegram's beyond 2^53 lose digits here,
 * as in any `JSON.parse`.
 * @param secret `whsec_…`, as the endpoint showed it when it was made or rotated.
 * @throws NotVerified
 */
export function verifyEvent({ body, headers }: PushRequest, secret: string): PushedEvent {
  const found = names.map((name) => [name, headerOf(headers, name)] as const);
  try {
    const text = typeof body === "string" ? body : new TextDecoder().decode(body);
    return new Webhook(secret).verify(text, Object.fromEntries(found)) as PushedEvent;
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    throw new NotVerified(error.message);
  }
}

function headerOf(headers: PushRequest["headers"], name: string): string {
  const value = headers instanceof Headers ? headers.get(name) : headers[name];
  return String(value ?? "");
}
