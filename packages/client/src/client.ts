/** Sidekick's side of the API: send, follow what was sent, read what came in. */
import { type FollowedUpdate, type FollowQuery, followUpdates } from "./follow-updates.ts";
import { type WaitOptions, waitForOutcome } from "./outcome.ts";
import { ProblemError, problemOf } from "./problem-error.ts";
import type { AcceptedMessage, Chat, MessageDetail, MessageRequest, UpdatesPage } from "./types.ts";

export interface ClientOptions {
  /** Where ingress answers, such as `https://lumenflow.example.org`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly fetch?: typeof fetch | undefined;
}

export interface SendResult extends AcceptedMessage {
  /** The key was used before for the same message: this is that one. */
  readonly replayed: boolean;
}

export interface UpdatesQuery {
  readonly connectionId?: string | undefined;
  readonly chatId?: string | undefined;
  readonly kind?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
  /** Seconds to wait for something new, 25 at the most. */
  readonly wait?: number | undefined;
}

export interface CallOptions {
  /** Gives the call up: whether it was carried out is then not known. */
  readonly signal?: AbortSignal | undefined;
}

export interface Client {
  /**
   * Asks to send. Repeat it with the same `idempotencyKey` after any failure whose outcome is not
   * known (a time-out, a lost connection): the message is asked for once.
   * @throws ProblemError
   */
  send(message: MessageRequest, idempotencyKey: string, options?: CallOptions): Promise<SendResult>;
  /** @throws ProblemError E044 for an id that is not this workspace's. */
  message(id: string, options?: CallOptions): Promise<MessageDetail>;
  /**
   * Waits until nothing more happens to a message by itself, or the time is up: `status` says which.
   * @throws ProblemError, or the signal's reason where it aborts.
   */
  outcome(id: string, options?: WaitOptions): Promise<MessageDetail>;
  /** The next page; go on with its `nextCursor` for ever. */
  updates(query?: UpdatesQuery, options?: CallOptions): Promise<UpdatesPage>;
  /**
   * Every update from now on, or behind a cursor, in order and each once, across lost connections
   * and restarts of the server. Waits where it cannot connect; ends with its signal.
   * @throws ProblemError where the key may not read, or the query is wrong.
   */
  followUpdates(query?: FollowQuery): AsyncIterable<FollowedUpdate>;
  chats(connectionId: string): Promise<Chat[]>;
}

/** Longer than any answer that ends may take, a long poll of 25 s included. */
const patienceMs = 40_000;

export function createClient({ baseUrl, apiKey, fetch: request = fetch }: ClientOptions): Client {
  const root = `${baseUrl.replace(/\/+$/, "")}/api/v1`;

  async function call(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { ...init.headers, authorization: `Bearer ${apiKey}` };
    const answer = await request(root + path, { ...init, headers });
    if (answer.ok) return answer;
    const seconds = Number(answer.headers.get("retry-after") ?? Number.NaN);
    throw new ProblemError(
      problemOf(answer.status, await answer.text()),
      Number.isFinite(seconds) ? seconds : undefined,
    );
  }

  /** For answers that end: what takes longer has been lost on the way. */
  function timed({ signal }: CallOptions = {}): RequestInit {
    const limit = AbortSignal.timeout(patienceMs);
    return { signal: signal === undefined ? limit : AbortSignal.any([limit, signal]) };
  }

  async function get<T>(path: string, options?: CallOptions): Promise<T> {
    return (await (await call(path, timed(options))).json()) as T;
  }

  return {
    async send(message, idempotencyKey, options) {
      const answer = await call("/messages", {
        ...timed(options),
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": idempotencyKey },
        body: JSON.stringify(message),
      });
      const accepted = (await answer.json()) as AcceptedMessage;
      return { ...accepted, replayed: answer.headers.get("idempotency-replayed") === "true" };
    },
    message: (id, options) => get(`/messages/${encodeURIComponent(id)}`, options),
    outcome: (id, options) =>
      waitForOutcome((signal) => get(`/messages/${encodeURIComponent(id)}`, { signal }), options),
    updates: (query = {}, options) => get(`/updates${queryText({ ...query })}`, options),
    followUpdates: (query = {}) => followUpdates({ get: call, queryText }, query),
    async chats(connectionId) {
      const chats: Chat[] = [];
      let cursor: string | null = null;
      do {
        const path = `/connections/${encodeURIComponent(connectionId)}/chats`;
        const page: { data: Chat[]; nextCursor: string | null } = await get(
          path + queryText({ limit: 200, cursor: cursor ?? undefined }),
        );
        chats.push(...page.data);
        cursor = page.nextCursor;
      } while (cursor !== null);
      return chats;
    },
  };
}

function queryText(query: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return given.length === 0
    ? ""
    : `?${new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]))}`;
}
