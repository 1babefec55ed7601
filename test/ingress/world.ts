/** An installation with one workspace, its ingress on a real port and its dispatcher, for one test. */
import { createHash, randomBytes } from "node:crypto";
import { createAuthenticator, mintApiKey } from "@lumenflow/accounts";
import {
  createDatabase,
  createListener,
  type Database,
  type NewUpdate,
  newId,
  type PartitionOwner,
} from "@lumenflow/db";
import { createDispatcher } from "@lumenflow/dispatcher";
import { createIngress, webhookPath } from "@lumenflow/ingress";
import { createMedia } from "@lumenflow/media";
import { createQueues, type Queues } from "@lumenflow/queue";
import {
  type Component,
  createKeyring,
  createLogger,
  createMetrics,
  httpServer,
  type IngressLimits,
  type Metrics,
  newWebhookKeyId,
  webhookKeyOf,
} from "@lumenflow/runtime";
import { Agent, request } from "undici";
import { onTestFinished } from "vitest";
import type { Backend } from "../harness/index.ts";

const logger = createLogger({
  name: "test",
  level: process.env.TEST_LOG === "1" ? "info" : "silent",
});

export interface Bot {
  readonly workspaceId: string;
  readonly connectionId: string;
  readonly keyId: string;
  readonly key: string;
  readonly secret: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
}

export interface WorldOptions {
  readonly databaseUrl: string;
  readonly backend: Backend;
  readonly limits?: IngressLimits | false;
  readonly trustProxy?: number | string[];
  /** Given where two processes share a Redis. */
  readonly prefix?: string;
  /** Stand-ins for parts of the real thing. */
  readonly database?: (real: Database) => Database;
  readonly queues?: (real: Queues) => Queues;
}

export type World = Awaited<ReturnType<typeof createWorld>>;

export async function createWorld(options: WorldOptions) {
  const { databaseUrl, backend, limits = false, trustProxy } = options;
  const { prefix = randomBytes(6).toString("hex") } = options;
  const started: Component[] = [];
  const begin = async (component: Component) => {
    await component.start();
    started.push(component);
  };
  const metrics = createMetrics({ defaults: false });
  const real = createDatabase({ url: databaseUrl, logger });
  const database = options.database?.(real) ?? real;
  const realQueues = createQueues({ backend, logger, prefix });
  const queues = options.queues?.(realQueues) ?? realQueues;
  const listener = createListener({ url: databaseUrl, logger });
  const authenticator = createAuthenticator({ keys: real.keys, listener, logger });
  const stopping = new AbortController();
  const ingress = createIngress({
    database,
    queues,
    listener,
    authenticate: authenticator.authenticate,
    media: createMedia({ uploads: real.uploads, networks: [] }),
    limits,
    trustProxy,
    metrics,
    logger,
    stopping: stopping.signal,
  });
  const server = httpServer({
    name: "ingress",
    host: "127.0.0.1",
    port: 0,
    logger,
    handler: (req, res) => ingress.handler(req, res, () => res.writeHead(404).end()),
  });
  server.stopping.addEventListener("abort", () => stopping.abort());
  for (const component of [real, realQueues, listener, authenticator, ...ingress.components]) {
    await begin(component);
  }
  await begin(server);

  const macKey = await real.installation.secret("webhook-mac");
  const origin = `http://127.0.0.1:${server.address().port}`;
  const agent = new Agent({ connections: 64 });

  async function addWorkspace(): Promise<string> {
    const id = newId("workspace");
    await real.prisma.workspace.create({ data: { id, name: id, slug: id } });
    return id;
  }
  const workspaceId = await addWorkspace();
  let owner: Promise<PartitionOwner> | undefined;

  let stopped: Promise<void> | undefined;
  function stop(): Promise<void> {
    stopped ??= (async () => {
      for (const component of started.toReversed()) await component.stop();
      await agent.close();
    })();
    return stopped;
  }
  onTestFinished(stop);

  return {
    origin,
    database: real,
    queues: realQueues,
    workspaceId,
    macKey,
    addWorkspace,
    webhookUrl: (key: string) => `${origin}${webhookPath}?key=${key}`,

    /** Stores past queue and dispatcher, as the owner of a partition. */
    async store(updates: readonly NewUpdate[]) {
      owner ??= real.partitions.own({ epoch: 1, index: 0 }, null);
      return real.updates.store(updates, await owner);
    },

    async dispatch(): Promise<Component> {
      const dispatcher = createDispatcher({
        database: real,
        queues: realQueues,
        listener,
        keyring: createKeyring([{ id: "k1", key: Buffer.alloc(32, 7) }]),
        metrics,
        logger,
        delivery: { networks: [] },
      });
      const [partitions] = dispatcher.components;
      if (partitions === undefined) throw new Error("the dispatcher has no component");
      await begin(partitions);
      return partitions;
    },

    async addBot(
      bot: Partial<{ workspaceId: string; status: string; previous: string; paused: boolean }> = {},
    ): Promise<Bot> {
      const secret = randomBytes(24).toString("base64url");
      const keyId = newWebhookKeyId();
      const connectionId = newId("connection");
      const owner = bot.workspaceId ?? workspaceId;
      await real.prisma.connection.create({
        data: {
          id: connectionId,
          workspaceId: owner,
          status: bot.status ?? "inbound_ready",
          botId: String(BigInt(`0x${randomBytes(6).toString("hex")}`)),
          botUsername: "a_bot",
          botName: "A bot",
          apiRoot: "http://127.0.0.1:1",
          webhookKeyId: keyId,
          secretDigest: digest(secret),
          previousSecretDigest: bot.previous === undefined ? null : digest(bot.previous),
          inboundPausedAt: bot.paused === true ? new Date() : null,
          createdBy: "system",
        },
      });
      return { workspaceId: owner, connectionId, keyId, key: webhookKeyOf(macKey, keyId), secret };
    },

    async apiKey(scopes: string[], owner = workspaceId): Promise<string> {
      const minted = mintApiKey();
      await real.prisma.apiKey.create({
        data: {
          id: newId("apiKey"),
          workspaceId: owner,
          name: "reader",
          hint: "lf_",
          digest: new Uint8Array(createHash("sha256").update(minted.key).digest()),
          scopes,
          createdBy: "system",
        },
      });
      return minted.key;
    },

    /** A delivery as Telegram makes it. */
    async deliver(
      bot: Bot,
      body: string | Buffer,
      headers: Record<string, string> = {},
    ): Promise<Answer> {
      return send(
        `${origin}${webhookPath}?key=${bot.key}`,
        {
          "content-type": "application/json",
          "x-telegram-bot-api-secret-token": bot.secret,
          ...headers,
        },
        body,
      );
    },

    async get(path: string, key: string): Promise<Answer> {
      const { statusCode, headers, body } = await request(`${origin}/api/v1${path}`, {
        headers: { authorization: `Bearer ${key}` },
        dispatcher: agent,
      });
      return { status: statusCode, headers, text: await body.text() };
    },

    async counted(metric: string, label: string): Promise<number> {
      return countedIn(metrics, metric, label);
    },

    /** At the end of the test it happens by itself. */
    stop,
  };

  async function send(
    url: string,
    headers: Record<string, string>,
    body: string | Buffer,
  ): Promise<Answer> {
    const answer = await request(url, { method: "POST", headers, body, dispatcher: agent });
    return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
  }
}

async function countedIn(metrics: Metrics, name: string, label: string): Promise<number> {
  const found = await metrics.registry.getSingleMetric(name)?.get();
  const value = found?.values.find(({ labels }) => Object.values(labels).includes(label));
  return value?.value ?? 0;
}

export function digest(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(text).digest());
}
