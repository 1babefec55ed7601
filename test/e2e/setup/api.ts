/** Calls the API as a stranger would, over HTTP, and gives back what came, held to the OpenAPI document. */
import {
  type ApprovalView,
  type ConnectionView,
  type MessageDetailView,
  openApiDocument,
} from "@lumenflow/api";
import { createContract, type OpenApi } from "../../harness/contract.ts";
import { eventually } from "../../harness/index.ts";
import type { BotAccount } from "./telegram.ts";

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body, of whatever shape the test expects. */
  // biome-ignore lint/suspicious/noExplicitAny: a black-box test says with `expect` what it expects.
  readonly body: any;
}

export interface CallOptions {
  readonly body?: unknown;
  /** A file in place of JSON. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Api {
  readonly origin: string;
  readonly key: string;
  call(method: string, path: string, options?: CallOptions): Promise<Answered>;
  createKey(name: string, scopes: readonly string[]): Promise<string>;
  /** Connects and waits until Telegram knows where to deliver. */
  connect(bot: BotAccount): Promise<ConnectionView>;
  connection(id: string): Promise<ConnectionView>;
  /** Asks to send a text; 202 is expected. */
  ask(message: {
    connectionId: string;
    chatId: string;
    text: string;
    key?: string;
    extra?: Record<string, unknown>;
  }): Promise<{ id: string; status: string; approvalId: string }>;
  approval(id: string): Promise<ApprovalView>;
  /** Approves what stands in the approval; 200 is expected. */
  approve(id: string): Promise<ApprovalView>;
  message(id: string): Promise<MessageDetailView>;
  /** Waits until the message has one of the states. */
  reaches(id: string, ...states: string[]): Promise<MessageDetailView>;
}

const contract = createContract(openApiDocument("0") as unknown as OpenApi);

/** An answer that has come, whole. Throws where the document does not say it: no story goes on from there. */
export async function answeredBy(
  method: string,
  path: string,
  answer: Response,
): Promise<Answered> {
  const text = await answer.text();
  const contentType = answer.headers.get("content-type");
  const faults = contract.faultsOf(method, path, { status: answer.status, contentType, text });
  if (faults.length > 0) {
    throw new Error(
      `${method} ${path}: ${answer.status} is not as documented: ${faults.join("; ")}`,
    );
  }
  const isJson = /[/+]json\b/.test(contentType ?? "");
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    body: isJson && text !== "" ? JSON.parse(text) : undefined,
  };
}

export function createApi(origin: string, key: string): Api {
  async function call(method: string, path: string, options: CallOptions = {}): Promise<Answered> {
    const answer = await fetch(`${origin}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(options.body !== undefined && { "content-type": "application/json" }),
        ...options.headers,
      },
      ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
      ...(options.bytes !== undefined && { body: options.bytes }),
    });
    return answeredBy(method, path, answer);
  }

  async function expecting(status: number, method: string, path: string, options?: CallOptions) {
    const answer = await call(method, path, options);
    if (answer.status === status) return answer.body;
    throw new Error(`${method} ${path}: ${answer.status} instead of ${status}: ${answer.text}`);
  }

  const api: Api = {
    origin,
    key,
    call,
    async createKey(name, scopes) {
      return (await expecting(201, "POST", "/api-keys", { body: { name, scopes } })).apiKey;
    },
    async connect(bot) {
      const { id } = await expecting(201, "POST", "/connections", {
        body: { provider: "telegram", botToken: bot.token },
      });
      return eventually(async () => {
        const connection = await api.connection(id);
        return /^(inbound_ready|active)$/.test(connection.status) && connection;
      });
    },
    connection: (id) => expecting(200, "GET", `/connections/${id}`),
    ask: ({ connectionId, chatId, text, key: idempotencyKey = crypto.randomUUID(), extra }) =>
      expecting(202, "POST", "/messages", {
        headers: { "idempotency-key": idempotencyKey },
        body: { connectionId, chatId, content: { type: "text", text }, ...extra },
      }),
    approval: (id) => expecting(200, "GET", `/approvals/${id}`),
    async approve(id) {
      const { digest } = await api.approval(id);
      return expecting(200, "POST", `/approvals/${id}/resolve`, {
        body: { decision: "approved", digest },
      });
    },
    message: (id) => expecting(200, "GET", `/messages/${id}`),
    reaches: (id, ...states) =>
      eventually(
        async () => {
          const message = await api.message(id);
          if (states.includes(message.status)) return message;
          throw new Error(`the message is ${message.status}, not ${states.join(" or ")}`);
        },
        { timeoutMs: 20_000 },
      ),
  };
  return api;
}
