/**
 * `pnpm bench outbound [part…] [--chats n] [--group n] [--small n] [--runs n]`: what the sending half
 * is worth, each part in private stores that are as durable as in real life. Parts, all unless named:
 *
 * - `pace`: a broadcast of one bot to 20,000 chats and a group with 200, 200 bots with a message a
 *   second, two senders of which one is killed half way (12 minutes a run);
 * - `cost`: what a message costs each process under that load (`--statements`: and which statements);
 * - `library`: the same load, smaller, with answers lost, beside grammY's throttler and auto-retry;
 * - `lone`: approved → Telegram for a message with nothing before it, on both backends;
 * - `lifted`: messages a second of one process over 100 bots without limits, on both backends;
 * - `backlog`: what a message costs with a thousand, a hundred thousand and a million waiting on its bot;
 * - `waiting`: what a thousand connections cost that must wait;
 * - `plans`: what the statements that run often cost behind a million sent messages (`--sent n`).
 */
import { parseArgs } from "node:util";
import { median } from "./load/measured.ts";
import { describeMachine } from "./machine.ts";
import { backlog } from "./outbound/backlog.ts";
import { cost } from "./outbound/cost.ts";
import { library } from "./outbound/library.ts";
import { lifted } from "./outbound/lifted.ts";
import { lone } from "./outbound/lone.ts";
import { pace } from "./outbound/pace.ts";
import { plans } from "./outbound/plans.ts";
import { waiting } from "./outbound/waiting.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    chats: { type: "string" },
    group: { type: "string" },
    small: { type: "string" },
    runs: { type: "string", default: "1" },
    statements: { type: "boolean", default: false },
    sent: { type: "string", default: "1000000" },
  },
});
const sizeOf = (chats: number, groupMessages: number, smallBots: number) => ({
  chats: Number(values.chats ?? chats),
  groupMessages: Number(values.group ?? groupMessages),
  smallBots: Number(values.small ?? smallBots),
});

const parts: Record<string, () => Promise<void>> = {
  async pace() {
    const worst: number[] = [];
    for (let run = 0; run < Number(values.runs); run += 1) {
      worst.push(await pace(sizeOf(20_000, 200, 200)));
    }
    if (worst.length > 1) console.log(`small bots' p99, median: ${median(worst).toFixed(1)} ms`);
  },
  cost: () => cost(sizeOf(0, 0, 200), values.statements),
  library: () => library(sizeOf(3_000, 40, 20)),
  async lone() {
    for (const queues of ["redis", "postgres"] as const) await lone(queues);
  },
  async lifted() {
    for (const queues of ["redis", "postgres"] as const) await lifted(queues);
  },
  async backlog() {
    for (const count of [1_000, 100_000, 1_000_000]) await backlog(count);
  },
  waiting: () => waiting(),
  plans: () => plans(Number(values.sent)),
};

console.log(describeMachine());
for (const name of positionals.length > 0 ? positionals : Object.keys(parts)) {
  const part = parts[name];
  if (part === undefined)
    throw new Error(`there is no part "${name}": ${Object.keys(parts).join(", ")}`);
  await part();
}
