/** Starts the outbound half on a database of its own, with the sandbox as Telegram. */
import { operations } from "@lumenflow/api";
import { createListener, newId, createDatabase as openDatabase } from "@lumenflow/db";
import { createKeeper } from "@lumenflow/keeper";
import { createQueues } from "@lumenflow/queue";
import { type Component, createKeyring, createLogger, createMetrics } from "@lumenflow/runtime";
import { createSender } from "@lumenflow/sender";
import type { PacingLimits } from "@lumenflow/telegram";
import { expect, onTestFinished } from "vitest";
import { startTelegram } from "../e2e/setup/telegram.ts";
import {
  type Backend,
  createDatabase,
  type EventuallyOptions,
  eventually,
  sql,
} from "../harness/index.ts";
import { type Answer, createDesk } from "./desk.ts";

export { type Answer, operations };

export interface SetupOptions {
  readonly databaseUrl?: string | undefined;
  readonly backend?: Backend | undefined;
  /** `false` leaves the sender out: the test is the owner. */
  readonly sender?: boolean | undefined;
  /** `false` leaves the sweeps out, as `sender: false` does: nothing moves but what the test moves. */
  readonly keeper?: boolean | undefined;
  readonly limits?: PacingLimits | undefined;
  readonly telegramTimeoutMs?: number | undefined;
  /** Where the sender finds Telegram, in place of the sandbox itself. */
  readonly apiRoot?: (() => string) | undefined;
}

/** A call in the sandbox's journal. */
export interface Call {
  readonly method: string;
  readonly at: string;
  /** Milliseconds since the epoch at arrival, with fractions. */
  readonly timeMs: number;
  readonly payload: { readonly chat_id: string; readonly text: string };
  readonly applied: boolean;
}

export const unlimited: PacingLimits = {
  botPerSecond: 100_000,
  chatPerSecond: 100_000,
  groupPerMinute: 100_000,
  paidPerSecond: 100_000,
};

/** Everything is stopped when the test has finished. */
export async function setup(options: SetupOptions = {}) {
  const log: string[] = [];
  const logger = createLogger({
    name: "test",
    level: "info",
    destination: { write: (line) => log.push(line) },
  });
  const url = options.databaseUrl ?? (await createDatabase());
  const database = openDatabase({ url, logger });
  const listener = createListener({ url, logger });
  const prefix = `outbox-${newId("event").slice(-10)}`;
  const queues = createQueues({
    backend: options.backend ?? { kind: "postgres", url },
    logger,
    prefix,
  });
  const telegram = await startTelegram({ logger });
  const { control } = telegram;
  const telegramOrigin = () => telegram.origin;
  const keyring = createKeyring([{ id: "k1", key: Buffer.alloc(32, 7) }]);
  const workspaceId = newId("workspace");
  const desk = createDesk({ database, queues, logger, workspaceId });
  const { api, principal } = desk;
  principal("owner", { kind: "user", role: "owner" });
  principal("admin", { kind: "user", role: "admin" });
  principal("self", { mayDecideOwn: true });
  principal("stranger", { workspaceId: "ws_other" });

  const sender = createSender({
    database,
    queues,
    listener,
    keyring,
    metrics: createMetrics({ defaults: false }),
    logger,
    roots: () => ({ apiRoot: options.apiRoot?.() ?? `${telegramOrigin()}/sandbox` }),
    telegramTimeoutMs: options.telegramTimeoutMs ?? 2_000,
    limits: options.limits,
  });
  const keeper = createKeeper({
    database,
    queues,
    keyring,
    metrics: createMetrics({ defaults: false }),
    logger,
    layouts: async () => [{ epoch: 1, count: 2 }],
    telegramTimeoutMs: options.telegramTimeoutMs ?? 2_000,
    messageDays: 365,
  });
  const components: Component[] = [
    database,
    listener,
    queues,
    ...desk.components,
    ...(options.sender === false ? [] : sender.components),
    ...((options.keeper ?? options.sender !== false) ? keeper.components : []),
  ];
  for (const component of components) await component.start();
  const stop = async () => {
    for (const component of components.toReversed()) await component.stop();
    await telegram.stop();
  };
  onTestFinished(stop);
  await database.workspaces.add({ id: workspaceId, name: "Shop" }, "system");
  await database.workspaces.add({ id: "ws_other", name: "Other" }, "system");

  let keys = 0;
  const message = async (id: string) => (await api("GET", `/messages/${id}`)).body;
  const world = {
    url,
    log,
    prefix,
    database,
    queues,
    keyring,
    workspaceId,
    telegramOrigin,
    origin: desk.origin,
    senderComponents: sender.components,
    /** Sender and keeper, where the test starts them itself. */
    outboundComponents: [...sender.components, ...keeper.components],
    principal,
    api,
    control,
    stop,
    sql: (text: string, values?: unknown[]) => sql(url, text, values) as Promise<never[]>,

    /** A connected bot of the sandbox. */
    async connect(): Promise<{ connectionId: string; botId: string; token: string }> {
      const username = `bot_${Math.random().toString(36).slice(2, 10)}_bot`;
      const bot = await control<{ id: string; token: string }>("POST", "/bots", {
        name: "Shop",
        username,
      });
      const connectionId = newId("connection");
      await database.connections.add({
        id: connectionId,
        workspaceId,
        bot: { id: bot.id, username, name: "Shop" },
        apiRoot: `${telegramOrigin()}/sandbox`,
        webhookKeyId: connectionId.slice(5),
        secretDigest: Buffer.alloc(32, 1),
        allowedUpdates: [],
        dropPendingUpdates: false,
        sealedToken: keyring.seal(bot.token, connectionId),
        sealedSecret: keyring.seal("secret", connectionId),
        createdBy: "system",
      });
      return { connectionId, botId: bot.id, token: bot.token };
    },

    /** A person who has written to the bot, so that it may answer. */
    async chat(botId: string): Promise<string> {
      const user = await control<{ id: string }>("POST", "/users", { firstName: "Ada" });
      await control("POST", "/messages", { botId, fromUserId: user.id, text: "/start" });
      return user.id;
    },

    async group(botId: string, type = "supergroup"): Promise<string> {
      const group = await control<{ id: string }>("POST", "/chats", {
        type,
        title: "Orders",
      });
      const user = await control<{ id: string }>("POST", "/users", { firstName: "Bo" });
      await control("POST", "/messages", {
        botId,
        chatId: group.id,
        fromUserId: user.id,
        text: "hello",
      });
      return group.id;
    },

    /** A rule that lets everything out at once, or does something else with it. */
    async rule(effect = "auto_approve", when: unknown = { all: [] }): Promise<string> {
      const id = newId("policy");
      await sql(
        url,
        `INSERT INTO policies (id, workspace_id, name, priority, effect, "when")
         VALUES ($1, $2, $3, 10, $3, $4)`,
        [id, workspaceId, effect, JSON.stringify(when)],
      );
      return id;
    },

    send(connectionId: string, chatId: string, text: string, more: object = {}): Promise<Answer> {
      keys += 1;
      const body = { connectionId, chatId, content: { type: "text", text }, ...more };
      return api("POST", "/messages", { key: `k-${keys}-${text.slice(0, 20)}`, body });
    },

    /** Asks with any content, and the request's other fields. */
    ask(connectionId: string, chatId: string, content: object, more: object = {}): Promise<Answer> {
      keys += 1;
      const body = { connectionId, chatId, content, ...more };
      return api("POST", "/messages", { key: `ask-${keys}`, body });
    },

    /** Hands a file over; the answer is the upload. */
    async upload(bytes: Uint8Array<ArrayBuffer>, fileName: string): Promise<Answer> {
      const query = new URLSearchParams({ fileName });
      const url = `${desk.origin()}/api/v1/uploads?${query}`;
      const answer = await fetch(url, {
        method: "POST",
        headers: { "x-caller": "sidekick" },
        body: bytes,
      });
      return { status: answer.status, headers: answer.headers, body: await answer.json() };
    },

    message,

    /** Waits until the message has the status, and answers the message. */
    until: (id: string, status: string, options?: EventuallyOptions) =>
      eventually(async () => {
        const found = await message(id);
        expect(found.status).toBe(status);
        return found;
      }, options),

    /** Looks and decides as a person would. */
    async approve(approvalId: string, more: object = {}): Promise<Answer> {
      const seen = await api("GET", `/approvals/${approvalId}`, { caller: "approver" });
      const body = { decision: "approved", digest: seen.body.digest, ...more };
      return api("POST", `/approvals/${approvalId}/resolve`, { caller: "approver", body });
    },

    /** What the sandbox was called to send. */
    async calls(botId: string, method = "sendMessage"): Promise<Call[]> {
      const query = new URLSearchParams({ botId, method });
      const found = await control<{ data: Call[] }>("GET", `/calls?${query}`);
      return found.data;
    },
  };
  return world;
}

export type World = Awaited<ReturnType<typeof setup>>;
