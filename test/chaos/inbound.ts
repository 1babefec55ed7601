/**
 * `pnpm chaos inbound [updates] [bots] [chats] [--backend redis|postgres] [--kills n] [--seed n]`:
 * from the sandbox's webhooks to an endpoint that fails at random, through two ingresses, two
 * dispatchers and a keeper, while they, Redis (AOF always) and Postgres are killed with -9 and
 * started again. Prints its ledger; the exit code is 1 where a number is wrong. The seed repeats
 * what is said, whom it hits and how the endpoint fails; not how the processes interleave.
 */
import { parseArgs } from "node:util";
import { describeMachine } from "../bench/machine.ts";
import { isWrong, printed } from "./entries.ts";
import { runInbound } from "./inbound/run.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    backend: { type: "string", default: "redis" },
    kills: { type: "string" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const [updates = 100_000, bots = 50, chats = 2_000] = positionals.map(Number);
const backend = values.backend === "postgres" ? "postgres" : "redis";
const kills = Number(values.kills ?? Math.max(5, Math.round(updates / 2_500)));
const seed = Number(values.seed);

console.log(describeMachine());
console.log(`${updates} updates, ${bots} bots, ${chats} chats, queues in ${backend}, seed ${seed}`);
const say = (line: string) => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`);
const ledger = await runInbound({ backend, updates, bots, chats, seed, kills, say });
console.log(`\n${printed(ledger)}`);
process.exitCode = ledger.some(isWrong) ? 1 : 0;
