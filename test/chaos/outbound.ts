/**
 * `pnpm chaos outbound [messages] [bots] [--backend redis|postgres] [--kills n] [--seed n]`: from the
 * request through the approval to a sandbox that loses answers, refuses, holds and hangs, while two
 * senders, a keeper, Redis and Postgres are killed with -9 and started again, and Redis is wiped.
 * The sandbox is left alone: its journal is the ledger. Prints it; the exit code is 1 where a number
 * is wrong. The seed repeats what is asked for, what becomes of it and what goes wrong at Telegram;
 * not how the processes interleave.
 */
import { parseArgs } from "node:util";
import { describeMachine } from "../bench/machine.ts";
import { isWrong, printed } from "./entries.ts";
import { runOutbound } from "./outbound/run.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    backend: { type: "string", default: "redis" },
    kills: { type: "string" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const [messages = 20_000, bots = 50] = positionals.map(Number);
const backend = values.backend === "postgres" ? "postgres" : "redis";
const kills = Number(values.kills ?? Math.max(5, Math.round(messages / 1_000)));
const seed = Number(values.seed);

console.log(describeMachine());
console.log(`${messages} messages, ${bots} bots, queues in ${backend}, seed ${seed}`);
const say = (line: string) => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`);
const ledger = await runOutbound({ backend, messages, bots, seed, kills, say });
console.log(`\n${printed(ledger)}`);
process.exitCode = ledger.some(isWrong) ? 1 : 0;
