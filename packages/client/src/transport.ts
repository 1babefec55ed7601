/** Sidekick's channel transport over LumenFlow Telegram: register it, and its channel tools send and receive. */
import { addressOf, type ChannelAddress, type ChannelNames } from "./channel.ts";
import { type Client, createClient, type SendResult } from "./client.ts";
import { isSettled } from "./outcome.ts";
import { type InboundRecord, recordOf } from "./record.ts";
import { type Failed, failureOf, resultOf } from "./result.ts";
import { createSendKeys, fingerprintOf, type KeyStore, memoryKeys } from "./send-keys.ts";
import type { MessageRequest } from "./types.ts";

export interface TransportSend {
  readonly workspaceId: string;
  readonly provider: string;
  /** `conn_…/<chat>`, `conn_…/<chat>/<topic>`, or a name of `channels`. */
  readonly channel: string;
  readonly content: string;
  readonly metadata?: Record<string, unknown> | undefined;
  readonly dry_run?: boolean | undefined;
}

export interface TransportSendResult {
  readonly success: boolean;
  readonly error?: string;
  /** Telegram's id of (the first part of) the message, once it is sent. */
  readonly externalMessageId?: string;
  /** `retryable`: the same call again may succeed, and sends nothing twice. */
  readonly failureClass?: "retryable" | "terminal";
  readonly retryAfterSeconds?: number;
  /** `messageId` (LumenFlow's), `status`, and what else is known. */
  readonly metadata?: Record<string, unknown>;
}

export interface TransportReceive {
  readonly workspaceId: string;
  readonly provider: string;
  /** As to send, or `conn_…` for all chats of a connection. */
  readonly channel: string;
  /** `nextCursor` of the answer before; without it from the oldest update there is. */
  readonly cursor?: string | undefined;
  /** 200 at the most. */
  readonly limit?: number | undefined;
  readonly metadata?: Record<string, unknown> | undefined;
}

export interface TransportReceiveResult {
  readonly success: boolean;
  readonly error?: string;
  readonly records?: InboundRecord[];
  /** Keep it once the records are dealt with. It is there also when there are none. */
  readonly nextCursor?: string;
  readonly failureClass?: "retryable" | "terminal";
  readonly retryAfterSeconds?: number;
  /** `hasMore`: whether to go on at once. */
  readonly metadata?: Record<string, unknown>;
}

/** The shape that Sidekick registers; the second argument is ours, and optional. */
export interface ChannelTransport {
  readonly provider: string;
  send(request: TransportSend, options?: CallOptions): Promise<TransportSendResult>;
  receive(request: TransportReceive, options?: CallOptions): Promise<TransportReceiveResult>;
}

export interface CallOptions {
  /** Ends waiting. What was asked for stays asked for. */
  readonly signal?: AbortSignal | undefined;
}

export interface TransportOptions extends ChannelNames {
  /** Where LumenFlow answers, such as `https://lumenflow.example.org`. */
  readonly baseUrl: string;
  /** An API key, or which one serves a workspace of Sidekick's: each belongs to one of LumenFlow's. */
  readonly apiKey: string | ((workspaceId: string) => string | undefined);
  /** How a text is read unless its metadata says otherwise. */
  readonly format?: "plain" | "html" | "markdown" | "markdownV2" | undefined;
  /** Seconds that `send` waits for an outcome; none unless given. At most 600. */
  readonly waitSeconds?: number | undefined;
  /** Nothing is stored or sent. */
  readonly dryRun?: boolean | undefined;
  /** Where keys of sends are kept until their outcome is known; in memory unless given. */
  readonly keys?: KeyStore | undefined;
  readonly fetch?: typeof fetch | undefined;
}

const longestWaitSeconds = 600;

/**
 * **Nothing is sent twice.** Before a send goes out an idempotency key is made for it and kept under the
 * fingerprint of everything that was asked (workspace, channel, content, metadata). As long as its
 * outcome is not known (a time-out, a lost connection, a limit, a part that is away) the same send again
 * carries the same key, and LumenFlow answers with the message that it has. Once LumenFlow has accepted
 * or refused it, the key is dropped: the same text again is a new message. Where two equal messages may
 * be under way at the same moment, or Sidekick has an id of its own for the send, say so by
 * `metadata.idempotencyKey`, which then is the key, for 30 days. `keys: fileKeys(path)` covers the end
 * of the process in the middle of a send.
 *
 * `metadata.telegram` holds fields of a request to send (`replyToMessageId`, `silent`, `buttons`,
 * `sendAt`, `reason`, …; also `content` in place of the text), `metadata.waitSeconds` and
 * `metadata.dry_run` are for this call. The rest is kept with the message as its metadata.
 */
export function createTransport(options: TransportOptions): ChannelTransport {
  const { baseUrl, apiKey, waitSeconds = 0, fetch } = options;
  const keys = createSendKeys(options.keys ?? memoryKeys());
  const clients = new Map<string, Client>();

  function clientOf(workspaceId: string): Client | Failed {
    const key = typeof apiKey === "string" ? apiKey : apiKey(workspaceId);
    if (key === undefined) {
      return terminal(
        `workspaceId: there is no API key for ${workspaceId}. Give one by \`apiKey\`.`,
      );
    }
    const known = clients.get(key) ?? createClient({ baseUrl, apiKey: key, fetch });
    clients.set(key, known);
    return known;
  }

  return {
    provider: "telegram",

    async send(request, { signal } = {}) {
      const client = clientOf(request.workspaceId);
      if ("failureClass" in client) return client;
      const message = messageOf(request);
      if ("failureClass" in message) return message;
      const { metadata = {} } = request;
      const own = metadata.idempotencyKey;
      if (own !== undefined && typeof own !== "string") {
        return terminal("metadata.idempotencyKey: must be a text of 1 to 255 characters.");
      }
      const fingerprint = await fingerprintOf(request);
      const dry = message.dryRun === true;
      const key = own ?? (dry ? `dry-${crypto.randomUUID()}` : await keys.begin(fingerprint));
      const kept = own === undefined && !dry;
      let accepted: SendResult;
      try {
        accepted = await client.send(message, key, { signal });
      } catch (error) {
        const failure = failureOf(error);
        if (kept && failure.failureClass === "terminal") await keys.settle(fingerprint);
        return failure;
      }
      if (kept) await keys.settle(fingerprint);
      const { id } = accepted;
      if (id === null) return resultOf(accepted, { dry_run: true, parts: accepted.parts });
      const seconds = secondsIn(metadata.waitSeconds, waitSeconds);
      if (seconds === 0 && !isSettled(accepted.status)) return resultOf(accepted);
      try {
        const timeoutMs = seconds * 1_000;
        return resultOf({ ...accepted, ...(await client.outcome(id, { timeoutMs, signal })) });
      } catch {
        // It is asked for, whatever hinders us from looking: that is what is known.
        return resultOf(accepted);
      }
    },

    async receive({ workspaceId, channel, cursor, limit, metadata = {} }, { signal } = {}) {
      const client = clientOf(workspaceId);
      if ("failureClass" in client) return client;
      const address = addressOf(channel, options);
      if (address === undefined) return unknownChannel(channel);
      const { connectionId, chatId, threadId } = address;
      try {
        const wait = Math.min(secondsIn(metadata.waitSeconds, 0), 25);
        const page = await client.updates(
          { connectionId, chatId, cursor, limit: limit && Math.min(limit, 200), wait },
          { signal },
        );
        const records = page.data.map(recordOf);
        return {
          success: true,
          records:
            threadId === undefined
              ? records
              : records.filter((record) => record.threadId === threadId),
          nextCursor: page.nextCursor,
          metadata: { hasMore: page.hasMore },
        };
      } catch (error) {
        return failureOf(error);
      }
    },
  };

  function messageOf({ channel, content, metadata = {}, dry_run }: TransportSend) {
    const address = addressOf(channel, options);
    if (address?.chatId === undefined) return unknownChannel(channel);
    const {
      telegram = {},
      idempotencyKey: _,
      waitSeconds: _seconds,
      dry_run: dry,
      ...rest
    } = metadata;
    if (typeof telegram !== "object" || telegram === null || Array.isArray(telegram)) {
      return terminal("metadata.telegram: must be an object of fields of a request to send.");
    }
    const { format = options.format, ...fields } = telegram as Partial<MessageRequest> & {
      readonly format?: TransportOptions["format"];
    };
    const { connectionId, chatId, threadId } = address as ChannelAddress & { chatId: string };
    const dryRun = options.dryRun === true || dry_run === true || dry === true;
    const message: MessageRequest = {
      content: { type: "text", text: content, ...(format !== undefined && { format }) },
      ...(Object.keys(rest).length > 0 && { metadata: rest }),
      ...fields,
      connectionId,
      chatId,
      ...(threadId !== undefined && { threadId }),
      ...(dryRun && { dryRun }),
    };
    return message;
  }

  function unknownChannel(channel: string): Failed {
    return terminal(
      `channel: "${channel}" names no chat. Write conn_…/<chat id>, or give \`connectionId\` or \`channels\`.`,
    );
  }
}

function terminal(error: string): Failed {
  return { success: false, error, failureClass: "terminal" };
}

function secondsIn(value: unknown, otherwise: number): number {
  const seconds = typeof value === "number" && Number.isFinite(value) ? value : otherwise;
  return Math.min(Math.max(seconds, 0), longestWaitSeconds);
}
