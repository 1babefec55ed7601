/** Measures the outbox: approved → Telegram on both backends, a paced broadcast, and throughput with limits lifted. */
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createListener, newId, createDatabase as openDatabase } from "@lumenflow/db";
import { drainOutbox } from "@lumenflow/jobs";
import { digestOfParts } from "@lumenflow/outbound";
import { createQueues } from "@lumenflow/queue";
import { createKeyring, createLogger, createMetrics } from "@lumenflow/runtime";
import { createSender } from "@lumenflow/sender";
import { defaultPacing, type PacingLimits } from "@lumenflow/telegram";
import {
  type Backend,
  cloneDatabase,
  eventually,
  startPostgres,
  startRedis,
  startService,
} from "../harness/index.ts";

interface Arrival {
  readonly text: string;
  readonly chatId: string;
  readonly bot: string;
  readonly at: number;
}

const [, , only, onlyKind] = process.argv;
const wall = () => performance.timeOrigin + performance.now();
const postgres = await startPostgres({ durable: true });
const redis = await startRedis();
const telegram = startService(join(import.meta.dirname, "telegram-stamps.ts"));
const port = Number((await telegram.says(/port (\d+)/))[1]);
const origin = `http://127.0.0.1:${port}`;
const keyring = createKeyring([{ id: "k1", key: Buffer.alloc(32, 7) }]);
const unlimited: PacingLimits = {
  botPerSecond: 1_000_000,
  chatPerSecond: 1_000_000,
  groupPerMinute: 1_000_000,
  paidPerSecond: 1_000_000,
};

async function arrivals(): Promise<Arrival[]> {
  return (await fetch(`${origin}/arrivals`)).json() as Promise<Arrival[]>;
}

async function world(kind: Backend["kind"], limits: PacingLimits, bots: number) {
  const url = await cloneDatabase(postgres.url("postgres"));
  const logger = createLogger({ name: "bench", level: "warn" });
  const database = openDatabase({ url, logger });
  const listener = createListener({ url, logger });
  const backend: Backend = kind === "redis" ? { kind, url: redis.url } : { kind, url };
  const queues = createQueues({ backend, logger, prefix: newId("event") });
  const sender = createSender({
    database,
    queues,
    listener,
    keyring,
    metrics: createMetrics({ defaults: false }),
    logger,
    roots: () => ({ apiRoot: origin }),
    telegramTimeoutMs: 10_000,
    limits,
  });
  const components = [database, listener, queues, ...sender.components];
  for (const component of components) await component.start();
  const workspaceId = newId("workspace");
  await database.workspaces.add({ id: workspaceId, name: "Bench" }, "system");
  const connections = [];
  for (let n = 0; n < bots; n += 1) {
    const id = newId("connection");
    const botId = String(1_000 + n);
    await database.connections.add({
      id,
      workspaceId,
      bot: { id: botId, username: `b${n}_bot`, name: "b" },
      apiRoot: origin,
      webhookKeyId: id.slice(5),
      secretDigest: Buffer.alloc(32, 1),
      allowedUpdates: [],
      dropPendingUpdates: false,
      sealedToken: keyring.seal(`${botId}:${"A".repeat(35)}`, id),
      sealedSecret: keyring.seal("s", id),
      createdBy: "system",
    });
    connections.push({ id, botId });
  }

  /** A pending message with its approval. */
  async function ask(connection: { id: string; botId: string }, chatId: string, text: string) {
    const id = newId("message");
    const parts = [{ method: "sendMessage", payload: { chat_id: chatId, text }, files: [] }];
    const digest = digestOfParts({
      workspaceId,
      botId: connection.botId,
      chatId,
      threadId: null,
      parts,
    });
    const requester = { kind: "system", id: "bench", name: "bench" } as const;
    const approvalId = newId("approval");
    await database.transaction(async (tx) => {
      await tx.messages.add({
        id,
        workspaceId,
        connectionId: connection.id,
        chatId,
        threadId: null,
        status: "pending_approval",
        priority: 0,
        content: {},
        options: {},
        digest,
        reason: null,
        metadata: null,
        requester,
        idempotencyKey: null,
        requestDigest: null,
        policyEffect: "require_approval",
        policyRuleId: null,
        sendAt: null,
        expiresAt: null,
        parts,
      });
      await tx.approvals.add({
        id: approvalId,
        workspaceId,
        messageId: id,
        digest,
        policyRuleId: null,
        expiresAt: null,
        requester,
      });
    });
    return { id, approvalId, digest, connectionId: connection.id };
  }

  /** As the console approves; resolves when it has been committed. */
  async function approve(asked: Awaited<ReturnType<typeof ask>>): Promise<void> {
    await database.transaction(async (tx) => {
      await tx.messages.lock(workspaceId, asked.id);
      await tx.approvals.decide({
        workspaceId,
        id: asked.approvalId,
        decision: "approved",
        digest: asked.digest,
        decidedBy: { kind: "system", id: "bench", name: "bench" },
        reason: null,
      });
      await tx.outbox.release(workspaceId, asked.id, "system");
    });
  }

  return {
    database,
    queues,
    connections,
    ask,
    approve,
    ring: (connectionId: string) => queues.ring(drainOutbox, { connectionId }),
    async stop() {
      for (const component of components.toReversed()) await component.stop();
    },
  };
}

const quantile = (values: readonly number[], q: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? 0;
const show = (values: readonly number[]) =>
  `p50 ${quantile(values, 0.5).toFixed(1)} ms, p99 ${quantile(values, 0.99).toFixed(1)} ms (${values.length})`;

async function latency(kind: Backend["kind"]): Promise<void> {
  const { connections, ask, approve, ring, stop } = await world(kind, defaultPacing, 120);
  const measure = async (asked: Awaited<ReturnType<typeof ask>>) => {
    await approve(asked);
    const committed = wall();
    await ring(asked.connectionId);
    const [arrival] = await eventually(
      async () => {
        const found = await arrivals();
        return found.length > 0 && found;
      },
      { intervalMs: 5 },
    );
    return (arrival?.at ?? Number.NaN) - committed;
  };
  const cold = [];
  for (const [n, connection] of connections.slice(0, 60).entries()) {
    cold.push(await measure(await ask(connection, "1", `cold ${n}`)));
  }
  const warm = [];
  for (let n = 0; n < 60; n += 1) {
    const [connection] = connections.slice(100);
    if (connection !== undefined) {
      // Past the slot that the message before took: its spacing is not what is measured.
      await delay(60);
      warm.push(await measure(await ask(connection, String(n + 1), `warm ${n}`)));
    }
  }
  console.log(
    `${kind}: approved → Telegram, cold ${show(cold.slice(5))}; warm ${show(warm.slice(5))}`,
  );
  await stop();
}

function mostWithin(windowMs: number, times: readonly number[]): number {
  let most = 0;
  let first = 0;
  for (const [index, time] of times.entries()) {
    while ((times[first] ?? time) < time - windowMs) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

async function broadcast(kind: Backend["kind"], count: number): Promise<void> {
  const { connections, ask, approve, ring, stop } = await world(kind, defaultPacing, 1);
  const [connection] = connections;
  if (connection === undefined) return;
  for (let n = 0; n < count; n += 1) {
    await approve(await ask(connection, String(n + 1), `${n}`));
  }
  await arrivals();
  await ring(connection.id);
  const seen: number[] = [];
  await eventually(
    async () => {
      for (const { at } of await arrivals()) seen.push(at);
      return seen.length >= count;
    },
    { timeoutMs: 120_000, intervalMs: 200 },
  );
  const times = seen.toSorted((a, b) => a - b);
  const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1_000;
  console.log(
    `${kind}: broadcast ${((count - 1) / seconds).toFixed(2)}/s, most in a second ${mostWithin(1_000, times)}`,
  );
  await stop();
}

async function throughput(kind: Backend["kind"], bots: number, each: number): Promise<void> {
  const { connections, ask, approve, ring, stop, database } = await world(kind, unlimited, bots);
  await Promise.all(
    connections.map(async (connection) => {
      for (let n = 0; n < each; n += 1) {
        await approve(await ask(connection, String((n % 50) + 1), `${n}`));
      }
    }),
  );
  // As autovacuum does within a minute: plans made for empty tables are not what is measured.
  await database.pool.query("ANALYZE");
  await arrivals();
  const started = wall();
  await Promise.all(connections.map(({ id }) => ring(id)));
  let count = 0;
  let last = 0;
  await eventually(
    async () => {
      for (const { at } of await arrivals()) {
        count += 1;
        last = Math.max(last, at);
      }
      return count >= bots * each;
    },
    { timeoutMs: 120_000, intervalMs: 100 },
  );
  const rate = (bots * each) / ((last - started) / 1_000);
  console.log(`${kind}: ${bots} bots, limits lifted: ${rate.toFixed(0)} messages/s`);
  await stop();
}

try {
  for (const kind of ["redis", "postgres"] as const) {
    if (onlyKind !== undefined && onlyKind !== kind) continue;
    if (only === undefined || only === "latency") await latency(kind);
    if (only === undefined || only === "broadcast") await broadcast(kind, 600);
    if (only === undefined || only === "throughput") await throughput(kind, 100, 100);
  }
} finally {
  await telegram.stop();
  await redis.stop();
  await postgres.stop();
}
