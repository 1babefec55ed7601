/**
 * `pnpm bench dispatch [updates] [batch sizes…]`: updates that one dispatcher process stores in a
 * second, from partitions that were filled while it stood still, against stock BullMQ with one job
 * and one Prisma `create` per update; in turn, on the same Redis (`appendfsync always`) and the same
 * durable Postgres. Large batches are what a backlog is made of, small ones what comes at low load.
 *
 * On a shared machine the milliseconds of CPU per 1,000 updates say more than the rates.
 */
import { join } from "node:path";
import { Queue } from "bullmq";
import { eventually, type Running, startService } from "../harness/index.ts";
import { type BaselineJob, baselineQueue, fillBaseline } from "./dispatch/fill.ts";
import { openStanding } from "./dispatch/standing.ts";
import { median } from "./load/measured.ts";
import { describeMachine } from "./machine.ts";

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
const standing = await openStanding();
const { dispatcher, next, spent } = standing;
const { hostname: host, port } = new URL(standing.redisUrl);
const plain = new Queue<BaselineJob>(baselineQueue, { connection: { host, port: Number(port) } });
const baseline = startService(join(import.meta.dirname, "dispatch/baseline.ts"), {
  args: [standing.redisUrl, standing.databaseUrl],
});

try {
  await baseline.says(/working/);
  const contenders: Contender[] = [
    ...sizes.map((size) => ({
      name: `batches of ${size}`,
      process: dispatcher,
      updates: total,
      fill: () => standing.fill(next(total), size),
      left: standing.left,
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
  await Promise.all([baseline.stop("SIGKILL"), plain.close()]);
  await standing.stop();
}

async function measure({ process: worker, updates, fill, left }: Contender): Promise<Result> {
  process.kill(worker.pid, "SIGSTOP");
  await fill();
  const before = spent(worker);
  const startedAt = performance.now();
  process.kill(worker.pid, "SIGCONT");
  await eventually(async () => (await left()) === 0, { timeoutMs: 600_000, intervalMs: 20 });
  const seconds = (performance.now() - startedAt) / 1_000;
  const cpu = spent(worker).map((ms, index) => ((ms - (before[index] ?? 0)) / updates) * 1_000);
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
