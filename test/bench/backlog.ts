/**
 * `pnpm bench backlog [updates]`: whether a dispatcher that finds a million updates waiting stores
 * them as fast as one that finds a thousand, and whether its memory stays flat meanwhile. The
 * thousands come before and after, so that the table they go into is as large.
 */
import { readFileSync } from "node:fs";
import { Redis } from "ioredis";
import { eventually } from "../harness/index.ts";
import { openStanding } from "./dispatch/standing.ts";
import { median } from "./load/measured.ts";
import { describeMachine } from "./machine.ts";

const total = Number(process.argv[2] ?? 1_000_000);
const little = 1_000;
const rounds = 40;
const batch = 256;
const filledAtOnce = 50_000;
const windows = 10;

console.log(describeMachine());
const standing = await openStanding();
const { dispatcher, next, fill, left, spent } = standing;
const redis = new Redis(standing.redisUrl);

try {
  await thousands();
  const before = await thousands();
  const much = await backlog();
  const after = await thousands();
  const few = (before + after) / 2;
  console.log(`${total} at ${((much / few) * 100).toFixed(0)} % of the rate of ${little}`);
} finally {
  redis.disconnect();
  await standing.stop();
}

/** Updates a second. */
async function thousands(): Promise<number> {
  const took: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await stand(little);
    const startedAt = go();
    await drained();
    took.push((performance.now() - startedAt) / 1_000);
  }
  const perSecond = little / median(took);
  console.log(`${little} waiting: ${perSecond.toFixed(0)} updates/s, median of ${rounds}`);
  return perSecond;
}

async function backlog(): Promise<number> {
  await stand(total);
  const { used_memory: memory } = await redisMemory();
  console.log(`${total} waiting; Redis holds ${mib(Number(memory))} MiB`);
  const jobs = await left();
  const cpuBefore = spent(dispatcher);
  const startedAt = go();
  let windowAt = startedAt;
  for (let window = 1; window <= windows; window += 1) {
    const until = jobs * (1 - window / windows);
    await eventually(async () => (await left()) <= until, { timeoutMs: 600_000, intervalMs: 20 });
    const now = performance.now();
    const rate = total / windows / ((now - windowAt) / 1_000);
    console.log(
      `  ${(window * 100) / windows} % stored: ${rate.toFixed(0)} updates/s, ` +
        `dispatcher ${mib(residentBytes(dispatcher.pid))} MiB`,
    );
    windowAt = now;
  }
  const cpu = spent(dispatcher).map((ms, part) => ((ms - (cpuBefore[part] ?? 0)) * 1_000) / total);
  const perSecond = total / ((performance.now() - startedAt) / 1_000);
  const [process, postgres, queue] = cpu.map((ms) => ms.toFixed(0));
  console.log(
    `${total} waiting: ${perSecond.toFixed(0)} updates/s; ` +
      `CPU ms per 1,000: process ${process}, Postgres ${postgres}, Redis ${queue}`,
  );
  return perSecond;
}

/** Stops the dispatcher and lets so many updates gather. */
async function stand(updates: number): Promise<void> {
  process.kill(dispatcher.pid, "SIGSTOP");
  for (let from = 0; from < updates; from += filledAtOnce) {
    await fill(next(Math.min(filledAtOnce, updates - from)), batch);
  }
}

function go(): number {
  process.kill(dispatcher.pid, "SIGCONT");
  return performance.now();
}

async function drained(): Promise<void> {
  await eventually(async () => (await left()) === 0, { timeoutMs: 600_000, intervalMs: 1 });
}

async function redisMemory(): Promise<Record<string, string>> {
  const lines = (await redis.info("memory")).split("\r\n").map((line) => line.split(":"));
  return Object.fromEntries(lines.filter(({ length }) => length === 2));
}

function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1_024;
}

function mib(bytes: number): string {
  return (bytes / 1_048_576).toFixed(0);
}
