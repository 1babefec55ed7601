/** Measures while others leave the machine alone, and measures again what they disturbed. */
import { cpus } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { busyMs, cpuMs } from "./machine.ts";

/** A share of the machine that others may have. */
const little = 0.1;
const attempts = 6;
const lookMs = 300;
const longestWaitMs = 20_000;

export interface Calm<T> {
  readonly result: T;
  /** Share of the machine that others had meanwhile, 0 to 1. */
  readonly foreign: number;
}

/** The first run in which others had little, or the calmest of six. `pids` are those that belong to it. */
export async function whileCalm<T>(
  pids: readonly number[],
  work: () => Promise<T>,
): Promise<Calm<T>> {
  let calmest: Calm<T> | undefined;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    await untilCalm(pids);
    const run = await watched(pids, work);
    if (calmest === undefined || run.foreign < calmest.foreign) calmest = run;
    if (calmest.foreign < little) break;
  }
  return calmest as Calm<T>;
}

async function untilCalm(pids: readonly number[]): Promise<void> {
  for (let waited = 0; waited < longestWaitMs; waited += lookMs) {
    const { foreign } = await watched(pids, () => delay(lookMs));
    if (foreign < little) return;
  }
}

async function watched<T>(pids: readonly number[], work: () => Promise<T>): Promise<Calm<T>> {
  const ours = () => [process.pid, ...pids].reduce((sum, pid) => sum + cpuMs(pid), 0);
  const before = { at: performance.now(), all: busyMs(), ours: ours() };
  const result = await work();
  const all = (performance.now() - before.at) * cpus().length;
  const foreign = (busyMs() - before.all - (ours() - before.ours)) / all;
  return { result, foreign: Math.max(0, foreign) };
}
