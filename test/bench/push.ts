/**
 * `pnpm bench push [seconds] [updates/s] [redis|postgres]`: the way of an update from the moment at
 * which Telegram sends it to its arrival at an endpoint, at a steady rate, through ingress and
 * dispatcher as processes of their own; then how fast a backlog goes out to one endpoint. Postgres
 * and Redis are as durable as in real life. Prints each round, where the time went, and medians.
 */
import { join } from "node:path";
import { newId } from "@lumenflow/db";
import { newSigningSecret } from "@lumenflow/egress";
import { createKeyring } from "@lumenflow/runtime";
import { eventually, sql, startService } from "../harness/index.ts";
import { type House, openHouse } from "./house.ts";
import { median, percentiles } from "./load/measured.ts";
import { pace } from "./load/pace.ts";
import { busyMs, cpuMs, describeMachine } from "./machine.ts";
import { updateOf } from "./updates.ts";

const seconds = Number(process.argv[2] ?? 10);
const perSecond = Number(process.argv[3] ?? 200);
const only = process.argv[4];
const rounds = 5;
const warmUpSeconds = 5;
const chats = 100;
const backlog = 10_000;

const key = { id: "k1", key: Buffer.alloc(32, 7) };
const now = () => performance.timeOrigin + performance.now();

interface Endpoint {
  /** What arrived since the last call, by the update's or the event's id, with the time. */
  arrivals(): Promise<[id: string, at: number][]>;
  stop(): Promise<unknown>;
}

async function startEndpoint(databaseUrl: string): Promise<Endpoint> {
  const receiver = startService(join(import.meta.dirname, "endpoint-stamps.ts"));
  const origin = `http://127.0.0.1:${(await receiver.says(/port (\d+)/))[1]}`;
  const id = newId("endpoint");
  await sql(
    databaseUrl,
    `INSERT INTO endpoints (id, workspace_id, url, events, secret, created_by)
     VALUES ($1, 'ws_bench', $2, '{telegram.update.received,message.status.changed}', $3, 'system')`,
    [id, `${origin}/events`, createKeyring([key]).seal(newSigningSecret(), id)],
  );
  return {
    arrivals: async () =>
      (await fetch(`${origin}/arrivals`)).json() as Promise<[id: string, at: number][]>,
    stop: () => receiver.stop(),
  };
}

let nextUpdateId = 1;

interface Ways {
  /** Milliseconds from the sending of each update to its arrival. */
  readonly ways: number[];
  /** Of the webhook's answer. */
  readonly answered: { readonly p50: number; readonly p99: number };
}

async function steady(house: House, endpoint: Endpoint, forSeconds: number): Promise<Ways> {
  const [bot] = house.bots;
  if (bot === undefined) throw new Error("there is no bot");
  const sentAt = new Map<string, number>();
  const until = performance.now() + forSeconds * 1_000;
  const { p50, p99 } = await pace({
    url: house.webhookUrl(bot.key),
    connections: 100,
    perSecond,
    next() {
      const updateId = nextUpdateId++;
      sentAt.set(String(updateId), now());
      return house.delivery(bot, updateOf(updateId % chats, updateId));
    },
    goOn: () => performance.now() < until,
  });
  const ways: number[] = [];
  await eventually(
    async () => {
      for (const [id, at] of await endpoint.arrivals()) {
        const from = sentAt.get(id);
        if (from !== undefined) ways.push(at - from);
        sentAt.delete(id);
      }
      return sentAt.size === 0;
    },
    { timeoutMs: 120_000, intervalMs: 200 },
  );
  return { ways, answered: { p50, p99 } };
}

/** Medians by Postgres's own clock: received → stored, and from there to the endpoint's answer. */
async function stages(house: House): Promise<string> {
  const [row] = (await sql(
    house.databaseUrl,
    `SELECT 1000 * percentile_cont(0.5) WITHIN GROUP (ORDER BY
         extract(epoch FROM u.stored_at - u.received_at)) AS stored,
       1000 * percentile_cont(0.5) WITHIN GROUP (ORDER BY
         extract(epoch FROM d.attempted_at - u.stored_at)) AS delivered
     FROM deliveries d JOIN events v ON v.workspace_id = d.workspace_id AND v.id = d.event_id
     JOIN updates u ON u.workspace_id = v.workspace_id AND u.id = v.subject_id`,
  )) as { stored: number; delivered: number }[];
  return (
    `received → stored ${row?.stored.toFixed(1)} ms, ` +
    `stored → recorded as delivered ${row?.delivered.toFixed(1)} ms`
  );
}

async function latency(kind: string, house: House, endpoint: Endpoint): Promise<void> {
  await steady(house, endpoint, warmUpSeconds);
  const results: { p50: number; p99: number }[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const pids = [house.ingress.pid, house.dispatcher?.pid ?? 0];
    const before = { busy: busyMs(), ours: pids.map(cpuMs), at: performance.now() };
    const { ways, answered } = await steady(house, endpoint, seconds);
    const { p50, p99, max } = percentiles(ways);
    results.push({ p50, p99 });
    const elapsed = performance.now() - before.at;
    const [ingress, dispatcher] = pids.map((pid, n) => cpuMs(pid) - (before.ours[n] ?? 0));
    console.log(
      `${kind}, round ${round}: webhook → endpoint p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ` +
        `max ${max.toFixed(0)} ms; webhook answered p50 ${answered.p50.toFixed(1)} ms; ` +
        `cores busy ${((busyMs() - before.busy) / elapsed).toFixed(2)}, ` +
        `of ingress ${((ingress ?? 0) / elapsed).toFixed(2)}, of dispatcher ${((dispatcher ?? 0) / elapsed).toFixed(2)}`,
    );
  }
  const of = (pick: (result: { p50: number; p99: number }) => number) =>
    median(results.map(pick)).toFixed(1);
  console.log(
    `${kind}: ${perSecond} updates/s, medians of ${rounds}: webhook → endpoint ` +
      `p50 ${of(({ p50 }) => p50)} ms, p99 ${of(({ p99 }) => p99)} ms (${await stages(house)})`,
  );
}

async function throughput(kind: string, house: House, endpoint: Endpoint): Promise<void> {
  const rates: number[] = [];
  const [bot] = house.bots;
  for (let round = 1; round <= 3; round += 1) {
    await endpoint.arrivals();
    // Committed as one: the notification that comes with it starts the run.
    await sql(
      house.databaseUrl,
      `INSERT INTO events (id, workspace_id, type, connection_id, chat_id, subject_id, lane, payload)
       SELECT 'evt_' || $1 || n, 'ws_bench', 'message.status.changed', $4, n % $2::int, n,
         $4 || '/chat:' || n % $2::int, json_build_object('text', repeat('x', 500))::text
       FROM generate_series(1, $3::int) n`,
      [`${round}x`, chats, backlog, bot?.connectionId],
    );
    const begun = now();
    let count = 0;
    let last = begun;
    await eventually(
      async () => {
        for (const [, at] of await endpoint.arrivals()) {
          count += 1;
          last = Math.max(last, at);
        }
        return count >= backlog;
      },
      { timeoutMs: 120_000, intervalMs: 100 },
    );
    rates.push(backlog / ((last - begun) / 1_000));
  }
  console.log(
    `${kind}: a backlog of ${backlog} in ${chats} chats to one endpoint: ` +
      `${median(rates).toFixed(0)} events/s (median of ${rates.length})`,
  );
}

console.log(describeMachine());
for (const queues of ["redis", "postgres"] as const) {
  if (only !== undefined && only !== queues) continue;
  const house = await openHouse({
    bots: 1,
    dispatcher: true,
    queues,
    env: {
      LUMENFLOW_ENCRYPTION_KEYS: `${key.id}:${key.key.toString("base64")}`,
      LUMENFLOW_ENDPOINT_NETWORKS: "127.0.0.0/8",
    },
  });
  try {
    const endpoint = await startEndpoint(house.databaseUrl);
    await latency(queues, house, endpoint);
    await throughput(queues, house, endpoint);
    await endpoint.stop();
  } finally {
    await house.stop();
  }
}
