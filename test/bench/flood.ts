/**
 * `pnpm bench flood [seconds]`: what a flood on one bot does to another bot. The victim gets 50
 * updates a second all the time, through a whole house with the default limits, Redis with
 * `appendfsync always` and a durable Postgres. Its latencies are counted from when each update was
 * to be sent: until the 200, and until the commit that stored it, as Postgres stamped it.
 *
 * The ingress has the first core, everything else the others. The flooder runs at the lowest
 * priority: on a small machine it would otherwise take from Redis and Postgres what a flooder far
 * away cannot take.
 */
import { join } from "node:path";
import { partitionsOfConnection } from "@lumenflow/jobs";
import { eventually, type Running, sql, start } from "../harness/index.ts";
import type { ConnectedBot } from "./connected-bots.ts";
import type { Plan } from "./flood/flooder.ts";
import { type House, openHouse } from "./house.ts";
import { forSeconds } from "./load/drive.ts";
import { type Measured, median, percentiles } from "./load/measured.ts";
import { pace } from "./load/pace.ts";
import { describeMachine, otherCores, pidOfRedis, pin } from "./machine.ts";
import { updateOf } from "./updates.ts";

const seconds = Number(process.argv[2] ?? 10);
const rounds = 3;
const perSecond = 50;
const victimChats = 20;
const partitions = 8;

interface Scenario {
  readonly name: string;
  readonly flood?: Omit<Plan, "url"> | undefined;
}

interface Result {
  readonly answered: Measured;
  readonly stored: Pick<Measured, "p50" | "p99" | "max">;
  readonly flood: string;
}

console.log(describeMachine());
const house = await openHouse({ bots: 40, dispatcher: true });
try {
  await arrange(house);
  const [victim, ...others] = house.bots as [ConnectedBot, ...ConnectedBot[]];
  const apart = others.find((bot) => sharedWith(victim, bot) === 0);
  const beside = others.find((bot) => sharedWith(victim, bot) === partitionsOf(victim).size);
  if (apart === undefined || beside === undefined) throw new Error("no such pair of bots");
  const { key, secret } = apart;
  const scenarios: Scenario[] = [
    { name: "alone" },
    {
      name: "another bot at its limit, in other partitions",
      flood: { key, secret, connections: 64, perSecond: 1_000 },
    },
    {
      name: "another bot at its limit, in the same partitions",
      flood: { key: beside.key, secret: beside.secret, connections: 64, perSecond: 1_000 },
    },
    { name: "another bot far beyond its limit", flood: { key, secret, connections: 64 } },
    { name: "invented keys", flood: { connections: 64 } },
    { name: "wrong secrets", flood: { key, secret: "wrong", connections: 64 } },
  ];
  const results = scenarios.map(() => [] as Result[]);
  await run(victim, { name: "warm-up" });
  for (let turn = 0; turn < rounds; turn += 1) {
    for (const [index, scenario] of scenarios.entries()) {
      results[index]?.push(await run(victim, scenario));
    }
  }
  console.log(
    `victim at ${perSecond}/s, ${rounds} rounds of ${seconds} s in turn, medians; ms until 200 and until stored`,
  );
  for (const [index, { name }] of scenarios.entries())
    console.log(line(name, results[index] ?? []));
} finally {
  await house.stop();
}

async function arrange({ ingress, dispatcher, redis }: House): Promise<void> {
  const cores = otherCores();
  if (cores === undefined) return;
  pin(process.pid, cores);
  pin(await pidOfRedis(redis.url), cores);
  if (dispatcher !== undefined) pin(dispatcher.pid, cores);
  pin(ingress.pid, "0");
}

function partitionsOf({ connectionId }: ConnectedBot): Set<number> {
  const partitionOf = partitionsOfConnection(connectionId, partitions);
  return new Set(Array.from({ length: 100 }, (_, chat) => partitionOf(`chat:${chat}`)));
}

function sharedWith(one: ConnectedBot, other: ConnectedBot): number {
  const others = partitionsOf(other);
  return [...partitionsOf(one)].filter((partition) => others.has(partition)).length;
}

async function run(victim: ConnectedBot, { flood }: Scenario): Promise<Result> {
  const flooder = flood && startFlooder({ ...flood, url: house.webhookUrl("").toString() });
  const first = Math.floor(performance.now());
  const due = new Map<number, number>();
  const answered = await pace({
    url: new URL(house.origin),
    connections: 32,
    perSecond,
    goOn: forSeconds(seconds),
    next(at) {
      const updateId = first * 1_000 + due.size;
      due.set(updateId, performance.timeOrigin + at);
      return house.delivery(victim, updateOf(updateId % victimChats, updateId));
    },
  });
  await flooder?.stop();
  const stored = await storedAfter(victim, due);
  const [, said] = flooder?.output().match(/answered (.*)/) ?? [];
  return { answered, stored: percentiles(stored), flood: said ?? "" };
}

function startFlooder(plan: Plan): Running {
  const program = join(import.meta.dirname, "flood/flooder.ts");
  return start("nice", ["-n", "19", process.execPath, program, JSON.stringify(plan)]);
}

/** Milliseconds from when each was to be sent until its commit; waits for the last of them. */
async function storedAfter(
  { connectionId }: ConnectedBot,
  due: ReadonlyMap<number, number>,
): Promise<number[]> {
  const rows = await eventually(
    async () => {
      const found = (await sql(
        house.databaseUrl,
        `SELECT update_id AS id, extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000 AS at
         FROM updates WHERE connection_id = $1 AND update_id >= $2`,
        [connectionId, Math.min(...due.keys())],
      )) as { id: string; at: string }[];
      return found.length === due.size && found;
    },
    { timeoutMs: 60_000 },
  );
  return rows.map(({ id, at }) => Number(at) - (due.get(Number(id)) ?? Number.NaN));
}

function line(name: string, results: readonly Result[]): string {
  const of = (pick: (result: Result) => number) => median(results.map(pick)).toFixed(1).padStart(6);
  return (
    `${name.padEnd(49)} 200: p50 ${of((r) => r.answered.p50)}  p99 ${of((r) => r.answered.p99)}` +
    `   stored: p50 ${of((r) => r.stored.p50)}  p99 ${of((r) => r.stored.p99)}   ${results.at(-1)?.flood}`
  );
}
