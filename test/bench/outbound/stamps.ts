/** A Telegram that says yes at once and stamps arrivals, for what is faster than the sandbox looks. */
import { join } from "node:path";
import { startService } from "../../harness/index.ts";

export interface Arrival {
  readonly text: string;
  readonly chatId: string;
  readonly bot: string;
  /** Milliseconds since the epoch, with fractions. */
  readonly at: number;
}

export interface Stamps {
  readonly apiRoot: string;
  readonly pid: number;
  /** What has arrived since it was last asked. */
  arrivals(): Promise<Arrival[]>;
  stop(): Promise<unknown>;
}

export async function startStamps(): Promise<Stamps> {
  const running = startService(join(import.meta.dirname, "../telegram-stamps.ts"));
  const apiRoot = `http://127.0.0.1:${(await running.says(/port (\d+)/))[1]}`;
  return {
    apiRoot,
    pid: running.pid,
    arrivals: async () => (await fetch(`${apiRoot}/arrivals`)).json() as Promise<Arrival[]>,
    stop: () => running.stop(),
  };
}

/** The same clock as the stamps'. */
export const wall = () => performance.timeOrigin + performance.now();

export const botOf = (n: number) => ({
  id: String(1_000 + n),
  token: `${1_000 + n}:${"A".repeat(35)}`,
});
