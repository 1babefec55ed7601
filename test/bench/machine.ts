/** What a bench asks of the machine: which process runs where, what it cost, who else was busy. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { Redis } from "ioredis";

/** Pins a process (all its threads) with `taskset`; false where the machine has none, or no such core. */
export function pin(pid: number, cores: string): boolean {
  return spawnSync("taskset", ["-a", "-p", "-c", cores, String(pid)]).status === 0;
}

/** Every core but the first, or undefined where there is no other. */
export function otherCores(): string | undefined {
  const count = cpus().length;
  return count > 1 ? `1-${count - 1}` : undefined;
}

export async function pidOfRedis(url: string): Promise<number> {
  const client = new Redis(url);
  const info = await client.info("server");
  client.disconnect();
  return Number(/process_id:(\d+)/.exec(info)?.[1]);
}

/** Empties a Redis and its log. */
export async function clearRedis(url: string): Promise<void> {
  const client = new Redis(url);
  await client.flushall();
  await client.bgrewriteaof();
  while (/aof_rewrite_(in_progress|scheduled):1/.test(await client.info("persistence"))) {
    await delay(20);
  }
  client.disconnect();
}

/** Milliseconds that a process has spent on a core so far; 0 where Linux does not tell. */
export function cpuMs(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/task`).reduce((sum, task) => {
      const [nanoseconds] = readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ");
      return sum + Number(nanoseconds) / 1e6;
    }, 0);
  } catch {
    return 0;
  }
}

/** The same of a process and those that it has started and that still run. */
export function cpuMsOfFamily(pid: number): number {
  const children = readdirSync("/proc").filter((name) => parentOf(name) === pid);
  return children.reduce((sum, child) => sum + cpuMs(Number(child)), cpuMs(pid));
}

function parentOf(pid: string): number | undefined {
  if (!/^\d+$/.test(pid)) return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined;
  }
}

/** Milliseconds that all cores together have been busy so far. */
export function busyMs(): number {
  return cpus().reduce(
    (sum, { times }) => sum + times.user + times.nice + times.sys + times.irq,
    0,
  );
}

/** One line for the page with the results. */
export function describeMachine(): string {
  const [core] = cpus();
  const memory = Math.round(totalmem() / 1024 ** 3);
  return (
    `${cpus().length} × ${core?.model.trim() ?? "unknown"}, ${memory} GiB, ` +
    `Linux ${release()}, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`
  );
}
