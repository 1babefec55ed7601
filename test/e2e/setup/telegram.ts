/** The stories' Telegram: a sandbox in the test's own process, which survives whatever they kill. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createLogger } from "@lumenflow/runtime";
import { createSandbox, type SandboxDeps } from "@lumenflow/sandbox";

export interface BotAccount {
  readonly id: string;
  readonly username: string;
  readonly token: string;
}

export interface Call {
  /** When it came, and how long until it was answered or the caller hung up. */
  readonly timeMs: number;
  readonly durationMs: number;
  readonly botId: string;
  readonly method: string;
  readonly payload: Record<string, unknown>;
  readonly answer: { status: number; body: unknown } | null;
  readonly applied: boolean;
  /** Set where a fault met it. */
  readonly faultId?: string;
}

export type Answer =
  | "drop-before"
  | "drop-after-apply"
  | "hang"
  | {
      status?: number;
      description?: string;
      retryAfter?: number;
      delayMs?: number;
      apply?: boolean;
    };

export interface Telegram {
  /** What `TELEGRAM_API_ROOT` is set to. */
  readonly apiRoot: string;
  readonly origin: string;
  createBot(name?: string): Promise<BotAccount>;
  /** A bot as BotFather makes them: nothing in its token speaks of a sandbox. */
  createRealBot(name?: string): Promise<BotAccount>;
  /** BotFather's /revoke: the token is refused from now on. */
  revoke(bot: BotAccount): Promise<void>;
  /** A person's private chat with bots; its id is the person's. */
  createPerson(firstName?: string): Promise<string>;
  createGroup(title?: string): Promise<string>;
  /** Somebody writes; without a chat in the private chat of `from`. */
  write(
    bot: BotAccount,
    message: {
      text: string;
      chatId?: string;
      fromUserId?: string;
      replyToMessageId?: string | undefined;
    },
  ): Promise<void>;
  /** Somebody sends a file, with words under it. */
  send(
    bot: BotAccount,
    file: {
      chatId?: string;
      fromUserId?: string;
      kind: string;
      name?: string;
      mimeType?: string;
      bytes: Uint8Array;
      caption?: string;
    },
  ): Promise<void>;
  /** BotFather's /setuserpic. */
  setPicture(bot: BotAccount, bytes: Uint8Array): Promise<void>;
  /** Queues an update as it is written, to the digit. */
  deliver(bot: BotAccount, updateText: string): Promise<void>;
  calls(filter: { botId?: string; method?: string }): Promise<Call[]>;
  /** The texts that a user sees in the chat, oldest first. */
  texts(chatId: string): Promise<string[]>;
  deliveries(
    bot: BotAccount,
  ): Promise<{ status: number | null; outcome: string; updateId: string }[]>;
  fault(fault: {
    botId?: string;
    method?: string;
    chatId?: string;
    count?: number;
    answer: Answer;
  }): Promise<void>;
  clearFaults(): Promise<void>;
  violations(): Promise<unknown>;
  control<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
}

export async function startTelegram(
  options: Partial<Pick<SandboxDeps, "clockScale" | "journalSize" | "logger">> = {},
): Promise<Telegram & { stop(): Promise<void> }> {
  const logger = createLogger({ name: "telegram", level: "silent" });
  const sandbox = createSandbox({ logger, ...options });
  const server = createServer((req, res) => {
    req.url = sandboxed(req.url ?? "");
    sandbox.handler(req, res, () => res.writeHead(404).end());
  });
  // Callers are in this process too: where it stands still for five seconds, their connections would be idle.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const component of sandbox.components) await component.start();
  return {
    ...telegramAt(origin),
    async stop() {
      for (const component of sandbox.components.toReversed()) await component.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** One that runs already, in whichever process. */
export function telegramAt(origin: string): Telegram {
  async function control<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${origin}/sandbox/control${path}`, {
      method,
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`sandbox ${method} ${path}: ${answer.status} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }
  const list = async <T>(path: string) => (await control<{ data: T[] }>("GET", path)).data;
  let bots = 0;
  const createBot = (name = "Story bot"): Promise<BotAccount> =>
    control("POST", "/bots", { name, username: `story_${process.pid}_${++bots}_bot` });

  return {
    apiRoot: `${origin}/sandbox`,
    origin,
    control,
    createBot,
    async createRealBot(name) {
      const bot = await createBot(name);
      return { ...bot, token: bot.token.replace(":SANDBOX_", realMark) };
    },
    async revoke(bot) {
      await control("POST", `/bots/${bot.id}/revoke`, {});
    },
    createPerson: async (firstName = "Dana") =>
      (await control<{ id: string }>("POST", "/users", { firstName })).id,
    createGroup: async (title = "Story group") =>
      (await control<{ id: string }>("POST", "/chats", { type: "supergroup", title })).id,
    async write(bot, message) {
      await control("POST", "/messages", { botId: bot.id, ...message });
    },
    async send(bot, { kind, name, mimeType, bytes, ...message }) {
      const file = { kind, name, mimeType, base64: Buffer.from(bytes).toString("base64") };
      await control("POST", "/messages", { botId: bot.id, ...message, file });
    },
    async setPicture(bot, bytes) {
      const base64 = Buffer.from(bytes).toString("base64");
      await control("POST", `/bots/${bot.id}/picture`, { base64 });
    },
    async deliver(bot, updateText) {
      await control("POST", "/updates", `{"botId":"${bot.id}","update":${updateText}}`);
    },
    calls: (filter) => list(`/calls?${new URLSearchParams(filter)}`),
    texts: async (chatId) =>
      (await list<{ text?: string }>(`/chats/${chatId}/messages`)).flatMap(
        ({ text }) => text ?? [],
      ),
    deliveries: (bot) => list(`/deliveries?botId=${bot.id}`),
    async fault(fault) {
      await control("POST", "/faults", fault);
    },
    async clearFaults() {
      await control("DELETE", "/faults");
    },
    violations: () => control("GET", "/violations"),
  };
}

const realMark = ":AAsandbox_";

/** Tokens of real bots are known to the sandbox by another name. */
function sandboxed(url: string): string {
  return url.replace(/(\/bot\d+)(:|%3A)AAsandbox_/i, "$1:SANDBOX_");
}
