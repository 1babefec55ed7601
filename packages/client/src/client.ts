/** Sidekick's side of the API: send, follow what was sent, read what came in. */
import type { ChatView, MessageDetailView, MessageRequest, UpdatesPage } from "@lumenflow/api";
import { type FollowedUpdate, type FollowQuery, followUpdates } from "./follow-updates.ts";
import { ProblemError, problemOf } from "./problem-error.ts";

export interface ClientOptions {
  /** Where ingress answers, such as `https://lumenflow.example.org`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly fetch?: typeof fetch | undefined;
}

export interface SendResult {
  readonly id: string;
  readonly status: string;
  readonly approvalId?: string | undefined;
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

export interface Client {
  /**
   * Asks to send. Repeat it with the same `idempotencyKey` after any failure whose outcome is not
   * known (a time-out, a lost connection): the message is asked for once.
   * @throws ProblemError
   */
  send(message: MessageRequest, idempotencyKey: string): Promise<SendResult>;
  /** @throws ProblemError E044 for an id that is not this workspace's. */
  message(id: string): Promise<MessageDetailView>;
  /** The next page; go on with its `nextCursor` for ever. */
  updates(query?: UpdatesQuery): Promise<UpdatesPage>;
  /**
   * Every update from now on, or behind a cursor, in order and each once, across lost connections
   * and restarts of the server. Waits where it cannot connect; ends with its signal.
   * @throws ProblemError where the key may not read, or the query is wrong.
   */
  followUpdates(query?: FollowQuery): AsyncIterable<FollowedUpdate>;
  chats(connectionId: string): Promise<ChatView[]>;
}

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

  async function get<T>(path: string): Promise<T> {
    return (await (await call(path)).json()) as T;
  }

  return {
    async send(message, idempotencyKey) {
      const answer = await call("/messages", {
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": idempotencyKey },
        body: JSON.stringify(message),
      });
      const accepted = (await answer.json()) as Omit<SendResult, "replayed">;
      return { ...accepted, replayed: answer.headers.get("idempotency-replayed") === "true" };
    },
    message: (id) => get(`/messages/${encodeURIComponent(id)}`),
    updates: (query = {}) => get(`/updates${queryText({ ...query })}`),
    followUpdates: (query = {}) => followUpdates({ get: call, queryText }, query),
    async chats(connectionId) {
      const chats: ChatView[] = [];
      let cursor: string | null = null;
      do {
        const path = `/connections/${encodeURIComponent(connectionId)}/chats`;
        const page: { data: ChatView[]; nextCursor: string | null } = await get(
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
