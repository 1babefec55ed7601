/** Pins processes to cores with `taskset`, where the machine has it and more than one core. */
import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { Redis } from "ioredis";

/** The servers and their Redis on the first core; false where that cannot be done. */
export async function pinToFirstCore(pids: number[], redisUrls: string[]): Promise<boolean> {
  const redis = await Promise.all(redisUrls.map(pidOfRedis));
  return [...pids, ...redis].every((pid) => pin("0", pid));
}

export function pinUsToTheOthers(): boolean {
  const cores = availableParallelism();
  return cores > 1 && pin(`1-${cores - 1}`, process.pid);
}

function pin(cores: string, pid: number): boolean {
  return spawnSync("taskset", ["-a", "-p", "-c", cores, String(pid)]).status === 0;
}

async function pidOfRedis(url: string): Promise<number> {
  const client = new Redis(url);
  const info = await client.info("server");
  client.disconnect();
  return Number(/process_id:(\d+)/.exec(info)?.[1]);
}
