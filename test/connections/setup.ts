/** Starts a console and a registrar on a database of their own, with the sandbox as Telegram. */
import { lookup } from "node:dns";
import { createAccounts, createAuthenticator, mintApiKey } from "@lumenflow/accounts";
import { scopes as allScopes, type Scope } from "@lumenflow/api";
import { createConsole } from "@lumenflow/console";
import { createListener, newId, createDatabase as openDatabase } from "@lumenflow/db";
import { createAddressRules } from "@lumenflow/egress";
import { convergeRegistration } from "@lumenflow/jobs";
import { createMedia } from "@lumenflow/media";
import { createQueues } from "@lumenflow/queue";
import { createRegistrar } from "@lumenflow/registrar";
import {
  type Component,
  createKeyring,
  createLogger,
  createMetrics,
  httpServer,
  webhookKeyOf,
} from "@lumenflow/runtime";
import { createTransport } from "@lumenflow/telegram";
import { onTestFinished } from "vitest";
import { startTelegram } from "../e2e/setup/telegram.ts";
import { createDatabase, eventually, sql } from "../harness/index.ts";

export const password = "correct horse battery";
export const email = "owner@example.com";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Empty where the answer is not JSON. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly text: string;
}

export interface CallOptions {
  readonly key?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Record<string, string> | undefined;
}

/** A call in the sandbox's journal. */
export interface Call {
  readonly method: string;
  readonly payload: unknown;
}

export interface SetupOptions {
  readonly publicUrl?: string | undefined;
  readonly webFolder?: string | undefined;
  /** Says where Telegram reaches ingress in place of what the console's own address would be. */
  readonly webhookOrigin?: (() => string | null) | undefined;
  /** Kinds of updates that Telegram has had since this version. */
  readonly newerKinds?: readonly string[] | undefined;
}

const keys = [{ id: "k1", key: Buffer.alloc(32, 7) }];

/** Everything is stopped when the test has finished. */
export async function setup(options: SetupOptions = {}) {
  const log: string[] = [];
  const logger = createLogger({
    name: "test",
    level: "debug",
    destination: { write: (line) => log.push(line) },
  });
  const url = await createDatabase();
  const database = openDatabase({ url, logger });
  const listener = createListener({ url, logger });
  const queues = createQueues({ backend: { kind: "postgres", url }, logger });
  const telegram = await startTelegram({ logger });
  const { control } = telegram;
  const consoleOrigin = () => `http://127.0.0.1:${server.address().port}`;

  const keyring = createKeyring(keys);
  const accounts = createAccounts({
    database,
    secret: await database.installation.secret("cookies"),
    origins: () => [consoleOrigin(), ...(options.publicUrl ? [options.publicUrl] : [])],
    secureCookies: options.publicUrl !== undefined,
    keyring,
    logger,
  });
  const authenticator = createAuthenticator({ keys: database.keys, accounts, listener, logger });
  const transport = createTransport();
  const { newerKinds } = options;
  const roots = () => ({ apiRoot: telegram.apiRoot });
  const macKey = await database.installation.secret("webhook-mac");
  const webhookOrigin = options.webhookOrigin ?? (() => options.publicUrl ?? consoleOrigin());
  const console = createConsole({
    database,
    queues,
    keyring,
    accounts,
    authenticate: authenticator.authenticate,
    telegram: { roots, transport, webhookOrigin, newerKinds },
    macKey,
    media: createMedia({ uploads: database.uploads, networks: [] }),
    egress: { rules: createAddressRules(), lookup },
    layouts: () => database.partitions.live(),
    listener,
    stopping: new AbortController().signal,
    https: options.publicUrl !== undefined,
    logger,
    webFolder: options.webFolder,
  });
  const registrar = createRegistrar({
    database,
    queues,
    listener,
    metrics: createMetrics({ defaults: false }),
    keyring,
    logger,
    roots,
    transport,
    macKey,
    telegramTimeoutMs: 2_000,
    webhookOrigin,
    newerKinds,
  });
  const server = httpServer({
    name: "console",
    host: "127.0.0.1",
    port: 0,
    logger,
    handler: (req, res) => console.handler?.(req, res, () => res.writeHead(404).end()),
  });
  const first = mintApiKey();
  await accounts.bootstrapOwner({ email, password, workspaceName: "First", apiKey: first });

  const components: Component[] = [
    database,
    listener,
    queues,
    authenticator,
    server,
    ...registrar.components,
  ];
  for (const component of components) await component.start();
  onTestFinished(async () => {
    for (const component of components.toReversed()) await component.stop();
    await transport.close();
    await telegram.stop();
  });

  async function call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const { key = first.key, body, headers = {} } = options;
    const answer = await fetch(`${consoleOrigin()}${path}`, {
      method,
      headers: {
        ...(key !== "" && { authorization: `Bearer ${key}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      redirect: "manual",
    });
    const text = await answer.text();
    const isJson = answer.headers.get("content-type")?.includes("json") === true;
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      body: isJson && text !== "" ? JSON.parse(text) : {},
    };
  }

  return {
    url,
    log,
    keys,
    database,
    firstKey: first.key,
    origin: consoleOrigin(),
    telegramOrigin: telegram.origin,
    call,
    control,
    api: (method: string, path: string, options?: CallOptions) =>
      call(method, `/api/v1${path}`, options),

    /** A bot of the sandbox. */
    async bot(name = "shop"): Promise<{ id: string; token: string; username: string }> {
      const username = `${name}_${Math.random().toString(36).slice(2, 8)}_bot`;
      return control("POST", "/bots", { name, username });
    },

    /** A key of the first workspace, made past the API. */
    async key(
      scopes: readonly Scope[] = allScopes,
      change: { expiresAt?: Date } = {},
    ): Promise<{ key: string; id: string }> {
      const minted = mintApiKey();
      const id = newId("apiKey");
      const [workspace] = await database.workspaces.all();
      await database.keys.add({
        id,
        workspaceId: workspace?.id ?? "",
        name: "test",
        hint: minted.hint,
        digest: minted.digest,
        scopes,
        createdBy: "system",
        ...change,
      });
      return { key: minted.key, id };
    },

    /** Lets the guardian look at a connection now, and waits until it has. */
    async look(connectionId: string): Promise<void> {
      await sql(url, "UPDATE connections SET check_after = 'epoch' WHERE id = $1", [connectionId]);
      await queues.ringAll(convergeRegistration, [{ connectionId }]);
      await eventually(async () => {
        const looked = "SELECT 1 FROM connections WHERE id = $1 AND check_after > now()";
        return (await sql(url, looked, [connectionId])).length > 0;
      });
    },

    /** What only we and Telegram may know of a connection. */
    async secretsOf(connectionId: string): Promise<{ secret: string; key: string }> {
      const connection = await database.connections.findById(connectionId);
      if (connection === null) throw new Error("there is no such connection");
      const sealed = await database.credentials.find(connection.workspaceId, connectionId);
      if (!sealed?.webhookSecret) throw new Error("the credentials are erased");
      return {
        secret: keyring.open(sealed.webhookSecret, connectionId),
        key: webhookKeyOf(macKey, connection.webhookKeyId),
      };
    },

    /** A call to the Bot API, as another program with the same token makes it. */
    async telegram(token: string, method: string, params: Record<string, string> = {}) {
      const query = new URLSearchParams(params);
      const answer = await fetch(`${telegram.origin}/sandbox/bot${token}/${method}?${query}`);
      return (await answer.json()) as { ok: boolean; result: Record<string, unknown> };
    },

    /** What the sandbox has been called for a bot, its secrets masked. */
    async calls(botId: string, method?: string): Promise<Call[]> {
      const query = new URLSearchParams({ botId, ...(method && { method }) });
      const found = await control<{ data: Call[] }>("GET", `/calls?${query}`);
      return found.data;
    },

    sql: (text: string, values?: unknown[]) => sql(url, text, values),
  };
}

export type Setup = Awaited<ReturnType<typeof setup>>;
