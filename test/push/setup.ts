/** Starts the delivering half of the house on a database of its own, with the API that manages it. */
import { operations, type Principal, routes, scopes } from "@lumenflow/api";
import { createListener, newId, createDatabase as openDatabase } from "@lumenflow/db";
import { createAddressRules, type Lookup } from "@lumenflow/egress";
import { deliverEvents } from "@lumenflow/jobs";
import { createKeeper } from "@lumenflow/keeper";
import { createQueues } from "@lumenflow/queue";
import {
  type Component,
  createKeyring,
  createLogger,
  createMetrics,
  httpServer,
} from "@lumenflow/runtime";
import express from "express";
import { onTestFinished } from "vitest";
import { deliveryRoutes } from "../../services/console/src/endpoints/delivery-routes.ts";
import { endpointRoutes } from "../../services/console/src/endpoints/routes.ts";
import type { RetrySchedule } from "../../services/dispatcher/src/deliver/schedule.ts";
import { createDeliverer } from "../../services/dispatcher/src/deliverer.ts";
import { type Backend, createDatabase, eventually, sql } from "../harness/index.ts";
import type { Receiver } from "./receiver.ts";

export { operations };

export const encryptionKey = { id: "k1", key: Buffer.alloc(32, 7) };

export interface SetupOptions {
  readonly databaseUrl?: string | undefined;
  readonly backend?: Backend | undefined;
  /** `false` leaves the deliverer out. */
  readonly deliver?: boolean | undefined;
  readonly keeper?: boolean | undefined;
  readonly networks?: readonly string[] | undefined;
  /** Milliseconds before the second attempt, the third and so on; none unless given. */
  readonly stepsMs?: readonly number[] | undefined;
  readonly timeoutMs?: number | undefined;
  readonly lookup?: Lookup | undefined;
  readonly prefix?: string | undefined;
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers are compared with what is expected of them
  readonly body: any;
}

const nameless: Lookup = (_hostname, _options, callback) =>
  callback(Object.assign(new Error("no such name"), { code: "ENOTFOUND" }), []);

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
  const backend = options.backend ?? { kind: "postgres", url };
  const prefix = options.prefix ?? `push-${newId("event").slice(-10)}`;
  const queues = createQueues({ backend, logger, prefix });
  const keyring = createKeyring([encryptionKey]);
  const metrics = createMetrics({ defaults: false });
  const networks = options.networks ?? ["127.0.0.0/8"];
  const lookup = options.lookup ?? nameless;
  const schedule: RetrySchedule = { stepsMs: options.stepsMs ?? [], jitter: 0 };

  const workspaceId = newId("workspace");
  const caller: Principal = {
    kind: "key",
    id: newId("apiKey"),
    name: "manager",
    workspaceId,
    scopes,
    mayDecideOwn: false,
  };
  const deps = {
    database,
    queues,
    logger,
    keyring,
    egress: { rules: createAddressRules(networks), lookup },
  };
  const app = express();
  app.use(
    routes([...endpointRoutes(deps), ...deliveryRoutes(deps)], {
      logger,
      authenticate: async () => caller,
    }),
  );
  const server = httpServer({
    name: "api",
    host: "127.0.0.1",
    port: 0,
    logger,
    handler: (req, res) => app(req as express.Request, res as express.Response),
  });
  const deliverer = (): Component[] =>
    createDeliverer({
      database,
      queues,
      listener,
      keyring,
      metrics,
      logger,
      delivery: { networks, schedule, lookup, timeoutMs: options.timeoutMs ?? 5_000 },
    });
  const keeper = createKeeper({
    database,
    queues,
    keyring,
    metrics: createMetrics({ defaults: false }),
    logger,
    layouts: async () => [{ epoch: 1, count: 1 }],
    telegramTimeoutMs: 2_000,
    messageDays: 365,
  });
  const components: Component[] = [
    database,
    listener,
    queues,
    server,
    ...(options.deliver === false ? [] : deliverer()),
    ...(options.keeper === true ? keeper.components : []),
  ];
  for (const component of components) await component.start();
  onTestFinished(async () => {
    for (const component of components.toReversed()) await component.stop();
  });
  await database.workspaces.add({ id: workspaceId, name: "Shop" }, "system");

  async function api(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await fetch(`http://127.0.0.1:${server.address().port}/api/v1${path}`, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { "content-type": "application/json" },
      }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === "" ? undefined : JSON.parse(text) };
  }

  let told = 0;

  /** Records events as whoever causes them does. */
  async function tell(
    connectionId: string,
    events: readonly { chatId: string; n: number }[],
  ): Promise<string[]> {
    const ids = events.map(() => newId("event"));
    await sql(
      url,
      `INSERT INTO events (id, workspace_id, type, connection_id, chat_id, subject_id, lane, payload)
       SELECT id, $1, 'message.status.changed', $2, chat_id, id, $2 || '/chat:' || chat_id,
         json_build_object('n', n)::text
       FROM unnest($3::text[], $4::text[], $5::int[]) WITH ORDINALITY AS t(id, chat_id, n, place)
       ORDER BY place`,
      [
        workspaceId,
        connectionId,
        ids,
        events.map(({ chatId }) => chatId),
        events.map(({ n }) => n),
      ],
    );
    told += events.length;
    return ids;
  }

  async function ring(): Promise<void> {
    const rows = await sql(
      url,
      "SELECT DISTINCT endpoint_id FROM deliveries WHERE status = 'pending'",
    );
    const bells = (rows as { endpoint_id: string }[]).map((row) => ({
      endpointId: row.endpoint_id,
    }));
    await queues.ringAll(deliverEvents, bells);
  }

  return {
    url,
    log,
    database,
    queues,
    keyring,
    metrics,
    prefix,
    workspaceId,
    api,
    tell,
    ring,
    /** Another process's deliverer, as it were. */
    async deliverer(): Promise<() => Promise<void>> {
      const made = deliverer();
      for (const component of made) await component.start();
      const stop = async () => {
        for (const component of made.toReversed()) await component.stop();
      };
      onTestFinished(stop);
      return stop;
    },
    told: () => told,
    sql: (text: string, values?: unknown[]) => sql(url, text, values) as Promise<never[]>,

    async connection(): Promise<string> {
      const id = newId("connection");
      await database.connections.add({
        id,
        workspaceId,
        bot: { id: String(told + Math.floor(Math.random() * 1e12)), username: "a_bot", name: "A" },
        apiRoot: "http://127.0.0.1:1",
        webhookKeyId: id.slice(5),
        secretDigest: Buffer.alloc(32, 1),
        allowedUpdates: [],
        dropPendingUpdates: false,
        sealedToken: keyring.seal("1:a", id),
        sealedSecret: keyring.seal("secret", id),
        createdBy: "system",
      });
      return id;
    },

    /** An endpoint at the receiver, through the API. */
    async endpoint(
      receiver: Pick<Receiver, "url">,
      more: Record<string, unknown> = {},
    ): Promise<{ id: string; secret: string }> {
      const made = await api("POST", "/endpoints", {
        url: receiver.url,
        events: ["message.status.changed"],
        ...more,
      });
      if (made.status !== 201) throw new Error(JSON.stringify(made.body));
      return made.body;
    },

    deliveries: async (endpointId: string, query = "") =>
      (await api("GET", `/endpoints/${endpointId}/deliveries?limit=200${query}`)).body.data,

    /** Waits until nothing of the endpoint is pending. */
    settled: (endpointId: string) =>
      eventually(
        async () => {
          const page = await api("GET", `/endpoints/${endpointId}/deliveries?status=pending`);
          return page.body.data.length === 0;
        },
        { timeoutMs: 30_000 },
      ),
  };
}

export type World = Awaited<ReturnType<typeof setup>>;

/** The numbers that events were told with, as they arrived. */
export const numbers = (received: readonly { event: { data: { n: number } } }[]) =>
  received.map(({ event }) => event.data.n);

/** Each number once, where it came first. */
export const firsts = (values: readonly number[]) => [...new Set(values)];
