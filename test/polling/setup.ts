/** An installation without a public address: registrars that poll the sandbox, and what stores updates. */
import { randomBytes } from "node:crypto";
import { createListener, newId } from "@lumenflow/db";
import { convergeRegistration } from "@lumenflow/jobs";
import type { Queues } from "@lumenflow/queue";
import { createRegistrar } from "@lumenflow/registrar";
import {
  type Component,
  createKeyring,
  createLogger,
  createMetrics,
  newWebhookKeyId,
} from "@lumenflow/runtime";
import { createTransport } from "@lumenflow/telegram";
import { onTestFinished } from "vitest";
import { type BotAccount, startTelegram } from "../e2e/setup/telegram.ts";
import { type Backend, eventually } from "../harness/index.ts";
import { createWorld, digest } from "../ingress/world.ts";

/**
 * Fractions of what an installation has, so that what takes minutes there is seen here. Calm is longer
 * than Telegram takes to answer a conflict soon after another: 3 s, in which the other program is away.
 */
const patience = {
  firstDelayMs: 50,
  maxDelayMs: 200,
  degradedAfterMs: 300,
  personAfterMs: 400,
  calmMs: 4_000,
};

export interface RegistrarOptions {
  /** Where Telegram reaches ingress; null: nowhere. */
  readonly origin?: string | null;
  /** Stands in for the real queues. */
  readonly queues?: (real: Queues) => Queues;
}

export async function setup(given: { databaseUrl: string; backend: Backend }) {
  const log: string[] = [];
  const logger = createLogger({
    name: "test",
    level: "debug",
    destination: { write: (line: string) => log.push(line) },
  });
  const telegram = await startTelegram();
  onTestFinished(() => telegram.stop());
  const world = await createWorld(given);
  const { database, queues, workspaceId, macKey } = world;
  const keyring = createKeyring([{ id: "test", key: randomBytes(32) }]);
  const transport = createTransport();
  onTestFinished(() => transport.close());

  async function botApi<T>(bot: BotAccount, method: string, params: object = {}): Promise<T> {
    const answer = await fetch(`${telegram.apiRoot}/bot${bot.token}/${method}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(params),
    });
    return ((await answer.json()) as { result: T }).result;
  }

  async function row(id: string) {
    const found = await database.connections.findById(id);
    if (found === null) throw new Error(`there is no connection ${id}`);
    return found;
  }

  return {
    telegram,
    world,
    database,
    log,
    botApi,
    row,

    /** Starts a registrar, as a process has it; the test stops what it does not. */
    async registrar(options: RegistrarOptions = {}): Promise<() => Promise<void>> {
      const listener = createListener({ url: given.databaseUrl, logger });
      const role = createRegistrar({
        database,
        queues: options.queues?.(queues) ?? queues,
        listener,
        keyring,
        macKey,
        metrics: createMetrics({ defaults: false }),
        logger,
        roots: () => ({ apiRoot: telegram.apiRoot }),
        transport,
        telegramTimeoutMs: 2_000,
        webhookOrigin: () => options.origin ?? null,
        patience,
      });
      const started: Component[] = [];
      let stopped: Promise<void> | undefined;
      const stop = () => {
        stopped ??= (async () => {
          for (const component of started.toReversed()) await component.stop();
        })();
        return stopped;
      };
      onTestFinished(stop);
      // The listener after the roles are made: it listens to what has been asked for by then.
      for (const component of [listener, ...role.components]) {
        await component.start();
        started.push(component);
      }
      return stop;
    },

    converge: (connectionId: string) => queues.ring(convergeRegistration, { connectionId }),

    /** Connects the bot and asks for its registration, as the console does. */
    async connect(bot: BotAccount, options: { drop?: boolean } = {}): Promise<string> {
      const id = newId("connection");
      const secret = randomBytes(24).toString("base64url");
      const added = await database.connections.add({
        id,
        workspaceId,
        bot: { id: bot.id, username: bot.username, name: "Shop" },
        apiRoot: telegram.apiRoot,
        webhookKeyId: newWebhookKeyId(),
        secretDigest: digest(secret),
        allowedUpdates: [],
        dropPendingUpdates: options.drop === true,
        sealedToken: keyring.seal(bot.token, id),
        sealedSecret: keyring.seal(secret, id),
        createdBy: "system",
      });
      if (!added) throw new Error("the bot is connected already");
      await queues.ring(convergeRegistration, { connectionId: id });
      return id;
    },

    /** Gives the connection another token, as the console does. */
    async replaceToken(id: string, bot: BotAccount): Promise<void> {
      await database.credentials.replaceToken({
        workspaceId,
        id,
        bot: { id: bot.id, username: bot.username, name: "Shop" },
        apiRoot: telegram.apiRoot,
        sealedToken: keyring.seal(bot.token, id),
        initiator: "system",
      });
      await queues.ring(convergeRegistration, { connectionId: id });
    },

    /** Waits until the connection has the status, and gives its row. */
    reaches: (id: string, ...statuses: string[]) =>
      eventually(
        async () => {
          const found = await row(id);
          if (statuses.includes(found.status)) return found;
          throw new Error(`it is ${found.status} (${found.statusReason})`);
        },
        { timeoutMs: 60_000 },
      ),

    /** Updates that wait at Telegram for somebody to confirm them. */
    pending: async (bot: BotAccount) =>
      (await botApi<{ pending_update_count: number }>(bot, "getWebhookInfo")).pending_update_count,

    /** What is stored of a connection, in the order in which it was. */
    async stored(id: string): Promise<{ updateId: string; lane: string; body: string }[]> {
      const rows = await database.prisma.update.findMany({
        where: { connectionId: id },
        orderBy: { position: "asc" },
      });
      return rows.map(({ updateId, lane, body }) => ({ updateId: String(updateId), lane, body }));
    },
  };
}

export type Setup = Awaited<ReturnType<typeof setup>>;
