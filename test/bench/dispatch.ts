/**
 * `pnpm bench dispatch [updates] [batch sizes…]`: updates that one dispatcher process stores in a
 * second, from partitions that were filled while it stood still, against stock BullMQ with one job
 * and one Prisma `create` per update; in turn, on the same Redis (`appendfsync always`) and the same
 * durable Postgres. Large batches are what a backlog is made of, small ones what comes at low load.
 *
 * On a shared machine the milliseconds of CPU per 1,000 updates say more than the rates.
 */
import { join } from "node:path";
import { createDatabase } from "@lumenflow/db";
import { storeUpdates } from "@lumenflow/jobs";
import { createQueues } from "@lumenflow/queue";
import { createLogger } from "@lumenflow/runtime";
import { Queue } from "bullmq";
import {
  cloneDatabase,
  eventually,
  freePort,
  type Running,
  startPostgres,
  startRedis,
  startService,
} from "../harness/index.ts";
import { connectedBots } from "./connected-bots.ts";
import {
  type BaselineJob,
  baselineQueue,
  fillBaseline,
  fillPartitions,
  updatesOf,
} from "./dispatch/fill.ts";
import { median } from "./load/measured.ts";
import { cpuMs, cpuMsOfFamily, describeMachine, pidOfRedis } from "./machine.ts";

const total = Number(process.argv[2] ?? 40_000);
const sizes = process.argv.length > 3 ? process.argv.slice(3).map(Number) : [256, 16];
const rounds = 3;
/** The baseline is so much slower. */
const baselineShare = 0.1;

interface Contender {
  readonly name: string;
  readonly process: Running;
  readonly updates: number;
  fill(): Promise<void>;
  left(): Promise<number>;
}

interface Result {
  readonly perSecond: number;
  /** CPU of the process, of Postgres and of Redis, in ms per 1,000 updates. */
  readonly cpu: readonly number[];
}

console.log(describeMachine());
const logger = createLogger({ name: "bench", level: "warn" });
const postgres = await startPostgres();
const redis = await startRedis();
const databaseUrl = await cloneDatabase(postgres.url("postgres"));
const next = updatesOf(await connectedBots(databaseUrl, 50));
const database = createDatabase({ url: databaseUrl, logger, poolSize: 2 });
const queues = createQueues({ backend: { kind: "redis", url: redis.url }, logger });
const { hostname: host, port } = new URL(redis.url);
const plain = new Queue<BaselineJob>(baselineQueue, { connection: { host, port: Number(port) } });
const pids = { postgres: await postgres.pid(), redis: await pidOfRedis(redis.url) };

const here = import.meta.dirname;
const dispatcherPort = await freePort();
const dispatcher = startService(join(here, "../../services/dispatcher/src/main.ts"), {
  env: {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redis.url,
    PORT: String(dispatcherPort),
    LOG_LEVEL: "warn",
    LUMENFLOW_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64")}`,
  },
});
const baseline = startService(join(here, "dispatch/baseline.ts"), {
  args: [redis.url, databaseUrl],
});

try {
  await database.start();
  await queues.start();
  const ready = async () => (await fetch(`http://127.0.0.1:${dispatcherPort}/readyz`)).ok;
  await eventually(ready, { timeoutMs: 60_000 });
  await baseline.says(/working/);
  const layout = await database.partitions.current();
  const contenders: Contender[] = [
    ...sizes.map((size) => ({
      name: `batches of ${size}`,
      process: dispatcher,
      updates: total,
      fill: () => fillPartitions(queues, layout, next(total), size),
      left: async () => (await queues.left(storeUpdates, layout)).unfinished,
    })),
    {
      name: "one job, one create",
      process: baseline,
      updates: total * baselineShare,
      fill: () => fillBaseline(plain, next(total * baselineShare)),
      async left() {
        const { waiting = 0, active = 0 } = await plain.getJobCounts("waiting", "active");
        return waiting + active;
      },
    },
  ];
  for (const contender of contenders) await measure(contender);
  const results = contenders.map(() => [] as Result[]);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, contender] of contenders.entries()) {
      results[index]?.push(await measure(contender));
    }
  }
  report(contenders, results);
} finally {
  await Promise.all([dispatcher.stop("SIGKILL"), baseline.stop("SIGKILL"), plain.close()]);
  await queues.stop();
  await database.stop();
  await Promise.all([redis.stop(), postgres.stop()]);
}

async function measure({ process: worker, updates, fill, left }: Contender): Promise<Result> {
  process.kill(worker.pid, "SIGSTOP");
  await fill();
  const spent = () => [cpuMs(worker.pid), cpuMsOfFamily(pids.postgres), cpuMs(pids.redis)];
  const before = spent();
  const startedAt = performance.now();
  process.kill(worker.pid, "SIGCONT");
  await eventually(async () => (await left()) === 0, { timeoutMs: 600_000, intervalMs: 20 });
  const seconds = (performance.now() - startedAt) / 1_000;
  const cpu = spent().map((ms, index) => ((ms - (before[index] ?? 0)) / updates) * 1_000);
  return { perSecond: updates / seconds, cpu };
}

function report(contenders: readonly Contender[], results: readonly Result[][]): void {
  console.log(`${total} updates a round, ${rounds} rounds in turn, medians`);
  const rates = results.map((rows) => median(rows.map(({ perSecond }) => perSecond)));
  for (const [index, { name }] of contenders.entries()) {
    const rows = results[index] ?? [];
    const cpu = [0, 1, 2].map((part) => median(rows.map((row) => row.cpu[part] ?? 0)).toFixed(0));
    const all = rows.map(({ perSecond }) => perSecond.toFixed(0)).join(" ");
    console.log(
      `${name.padEnd(20)} ${rates[index]?.toFixed(0).padStart(6)} updates/s (${all})   ` +
        `CPU ms per 1,000: process ${cpu[0]}, Postgres ${cpu[1]}, Redis ${cpu[2]}   ` +
        `${((rates[index] ?? 0) / (rates.at(-1) ?? 1)).toFixed(1)}×`,
    );
  }
}
