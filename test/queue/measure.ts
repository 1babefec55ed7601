/** Measures the queue on both backends: node test/queue/measure.ts. Prints one line per figure. */

import { done, doorbell, storeUpdates } from "@lumenflow/jobs";
import { createQueues, type Queues } from "@lumenflow/queue";
import { type Component, createLogger } from "@lumenflow/runtime";
import { z } from "zod";
import { eventually, freePort, sql, startPostgres, startRedis } from "../harness/index.ts";

const bell = doorbell({
  name: "measured-bell",
  queue: "outbox",
  payload: z.object({ connectionId: z.string() }),
  attempts: 3,
  backoff: { delayMs: 100, maxDelayMs: 1_000, jitter: 0 },
  id: ({ connectionId }) => connectionId,
  describe: ({ connectionId }) => ({ connectionId }),
});
const partition = { epoch: 1, index: 0 };
const body = JSON.stringify({ update_id: 1, message: { text: "x".repeat(540) } });

function batchOf(size: number) {
  const receivedAt = "2026-11-22T10:00:00.000Z";
  const update = { connectionId: "conn_1", workspaceId: "ws_1", receivedAt, body };
  return { updates: Array.from({ length: size }, () => update) };
}

function say(kind: string, figure: string, value: string): void {
  process.stdout.write(`${kind.padEnd(9)} ${figure.padEnd(52)} ${value}\n`);
}

/** Calls `work` `count` times, `atOnce` in parallel; per second. */
async function rate(count: number, atOnce: number, work: (i: number) => Promise<void>) {
  const started = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < count) await work(next++);
    }),
  );
  return Math.round((count / (performance.now() - started)) * 1_000);
}

async function latency(kind: string, queues: Queues): Promise<Component> {
  let started = Promise.withResolvers<void>();
  const worker = queues.worker(
    bell,
    async () => {
      started.resolve();
      return done();
    },
    { concurrency: 1_000 },
  );
  await worker.start();
  const times: number[] = [];
  for (let i = 0; i < 600; i += 1) {
    started = Promise.withResolvers<void>();
    const at = performance.now();
    await Promise.all([queues.ring(bell, { connectionId: `c${i}` }), started.promise]);
    times.push(performance.now() - at);
  }
  const sorted = times.slice(100).sort((a, b) => a - b);
  const quantile = (q: number) => (sorted[Math.floor(q * sorted.length)] ?? 0).toFixed(2);
  say(kind, "ring → start, p50 / p99", `${quantile(0.5)} / ${quantile(0.99)} ms`);
  return worker;
}

async function throughput(kind: string, queues: Queues, scale: number): Promise<void> {
  const ring = (i: number) => queues.ring(bell, { connectionId: `d${i}` });
  say(kind, "rings of new bells, one after another", `${await rate(2_000 * scale, 1, ring)}/s`);
  const again = (i: number) => queues.ring(bell, { connectionId: `d${i % 400}` });
  say(kind, "rings of waiting bells, 64 at once", `${await rate(5_000 * scale, 64, again)}/s`);
  const many = Array.from({ length: 5_000 * scale }, (_, i) => ({ connectionId: `e${i}` }));
  const started = performance.now();
  await queues.ringAll(bell, many);
  const perSecond = Math.round((many.length / (performance.now() - started)) * 1_000);
  say(kind, "ringAll, new bells", `${perSecond}/s`);
  await queues.ringAll(bell, many);
  let runs = 0;
  const begun = performance.now();
  const worker = queues.worker(
    bell,
    async () => {
      runs += 1;
      return done();
    },
    { concurrency: 100 },
  );
  await worker.start();
  await eventually(() => runs === 7_000 * scale, { timeoutMs: 120_000 });
  const ran = Math.round((runs / (performance.now() - begun)) * 1_000);
  say(kind, "waiting bells run, one worker", `${ran}/s`);
  await worker.stop();
}

async function partitions(kind: string, queues: Queues, scale: number): Promise<void> {
  for (const size of [1, 32, 256]) {
    const count = Math.round((size === 256 ? 100 : 1_000) * scale);
    const payload = batchOf(size);
    const added = await rate(count, 1, () => queues.enqueue(storeUpdates, payload, partition));
    let runs = 0;
    const begun = performance.now();
    const worker = queues.worker(
      storeUpdates,
      async () => {
        runs += 1;
        return done();
      },
      { partition },
    );
    await worker.start();
    await eventually(() => runs === count, { timeoutMs: 120_000, intervalMs: 2 });
    const ran = (runs / (performance.now() - begun)) * 1_000;
    await worker.stop();
    say(
      kind,
      `batches of ${size} on one partition, added / run`,
      `${added}/s / ${Math.round(ran)}/s = ${Math.round(ran * size)} updates/s`,
    );
  }
}

const logger = createLogger({ name: "measure", level: "error" });
const redis = await startRedis();
const postgres = await startPostgres({ port: await freePort() });
await sql(postgres.url("postgres"), "CREATE DATABASE measured");
for (const [kind, url, scale] of [
  ["redis", redis.url, 1],
  ["postgres", postgres.url("measured"), 0.2],
] as const) {
  const queues = createQueues({ backend: { kind, url }, logger });
  await queues.start();
  const worker = await latency(kind, queues);
  await worker.stop();
  await throughput(kind, queues, scale);
  await partitions(kind, queues, scale);
  await queues.stop();
}
await Promise.all([redis.stop(), postgres.stop()]);
