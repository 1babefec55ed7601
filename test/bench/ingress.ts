/**
 * `pnpm bench ingress [seconds] [connections…]`: the full webhook path (verification, limits, durable
 * on Redis with `appendfsync always`) against stock Express with `express.json` and one `queue.add`
 * per request, and against bare node:http with JSON.parse, which keeps nothing. Same machine, same
 * run, interleaved; each has a Redis of its own; one bot per 32 connections, as Telegram opens 40.
 *
 * Two ways to share the machine, the same for all:
 * - apart: the server has the first core to itself, its Redis and the load have the others. What one
 *   server process can take, as where each process has a core.
 * - together: the server and its Redis share the first core, the load has the others. What the whole
 *   path costs, queue included.
 *
 * A round waits until other programs leave the machine alone, and is measured again where they did
 * not; what they had of it in the end is printed. The CPU per request of the server and of Redis is
 * what they disturb least. Then half of our rate at a steady pace, latencies counted from when each
 * request was to be sent.
 */
import { whileCalm } from "./calm.ts";
import { bareNode, type Contender, expressAndQueueAdd, ourIngress } from "./ingress/contenders.ts";
import { drive, forSeconds, inTurn } from "./load/drive.ts";
import { type Measured, median } from "./load/measured.ts";
import { pace } from "./load/pace.ts";
import { cpuMs, describeMachine, otherCores, pin } from "./machine.ts";

const seconds = Number(process.argv[2] ?? 4);
const loads = process.argv.length > 3 ? process.argv.slice(3).map(Number) : [64, 256];
const rounds = 5;
const connectionsPerBot = 32;

interface Round extends Measured {
  /** Microseconds a request. */
  readonly server: number;
  readonly redis: number;
  /** Share of the machine that others had. */
  readonly foreign: number;
}

const others = otherCores();
if (others !== undefined) pin(process.pid, others);
console.log(describeMachine());
for (const connections of loads) {
  const bots = Math.max(1, Math.round(connections / connectionsPerBot));
  const contenders: Contender[] = [];
  try {
    contenders.push(await ourIngress(bots), await expressAndQueueAdd(), await bareNode());
    for (const contender of contenders) await round(contender, connections, 2);
    for (const arrangement of others === undefined ? ["unpinned"] : ["apart", "together"]) {
      arrange(contenders, arrangement);
      await compare(contenders, { connections, bots, arrangement });
    }
  } finally {
    for (const contender of contenders) await contender.stop();
  }
}

function arrange(contenders: readonly Contender[], arrangement: string): void {
  if (others === undefined) return;
  for (const { pid, redisPid } of contenders) {
    pin(pid, "0");
    if (redisPid !== undefined) pin(redisPid, arrangement === "together" ? "0" : others);
  }
}

async function compare(
  contenders: readonly Contender[],
  at: { connections: number; bots: number; arrangement: string },
): Promise<void> {
  const results = contenders.map(() => [] as Round[]);
  for (let turn = 0; turn < rounds; turn += 1) {
    for (const [index, contender] of contenders.entries()) {
      results[index]?.push(await round(contender, at.connections, seconds));
    }
  }
  const [ours = [], express = [], bare = []] = results;
  const foreign = median(results.flat().map((each) => each.foreign));
  console.log(
    `\n${at.arrangement}, ${at.connections} connections, ${at.bots} bots: medians of ${rounds} rounds of ` +
      `${seconds} s in turn; others had ${(foreign * 100).toFixed(0)} % of the machine`,
  );
  for (const [index, { name }] of contenders.entries())
    console.log(line(name, results[index] ?? []));
  console.log(`to Express + queue.add: ${ratios(ours, express)}`);
  console.log(`to node:http + JSON.parse: ${ratios(ours, bare)}`);
  const [contender] = contenders;
  if (contender !== undefined) await halfLoad(contender, at.connections, ours);
}

async function round(
  contender: Contender,
  connections: number,
  forHowLong: number,
): Promise<Round> {
  const { pid, redisPid, requests, url } = contender;
  const { result, foreign } = await whileCalm(pidsOf(contender), async () => {
    await contender.clear();
    const before = { server: cpuMs(pid), redis: cpuMs(redisPid ?? 0) };
    const measured = await drive({
      url,
      connections,
      next: inTurn(requests),
      goOn: forSeconds(forHowLong),
    });
    const redis = redisPid === undefined ? 0 : cpuMs(redisPid) - before.redis;
    return {
      ...measured,
      server: ((cpuMs(pid) - before.server) * 1_000) / measured.requests,
      redis: (redis * 1_000) / measured.requests,
    };
  });
  return { ...result, foreign };
}

async function halfLoad(
  contender: Contender,
  connections: number,
  ours: readonly Round[],
): Promise<void> {
  const { url, requests } = contender;
  const perSecond = Math.round(median(ours.map((each) => each.perSecond)) / 2);
  const runs: Measured[] = [];
  for (let turn = 0; turn < rounds; turn += 1) {
    const { result } = await whileCalm(pidsOf(contender), async () => {
      await contender.clear();
      const goOn = forSeconds(seconds);
      return pace({ url, connections, perSecond, next: inTurn(requests), goOn });
    });
    runs.push(result);
  }
  const of = (pick: (run: Measured) => number) => median(runs.map(pick)).toFixed(1);
  console.log(
    `at half load (${perSecond}/s, open loop): p50 ${of((run) => run.p50)} ms, ` +
      `p99 ${of((run) => run.p99)} ms (rounds: ${runs.map((run) => run.p99.toFixed(1)).join(" ")})`,
  );
}

function pidsOf({ pid, redisPid }: Contender): number[] {
  return redisPid === undefined ? [pid] : [pid, redisPid];
}

function line(name: string, results: readonly Round[]): string {
  const of = (pick: (result: Round) => number, digits: number, width: number) =>
    median(results.map(pick)).toFixed(digits).padStart(width);
  return (
    `${name.padEnd(22)} ${of((r) => r.perSecond, 0, 6)} requests/s` +
    `   p50 ${of((r) => r.p50, 1, 5)} ms   p99 ${of((r) => r.p99, 1, 5)} ms` +
    `   CPU a request: server ${of((r) => r.server, 1, 5)} µs, Redis ${of((r) => r.redis, 1, 4)} µs`
  );
}

/** By rounds: neighbours in time suffer the same disturbances. */
function ratios(ours: readonly Round[], theirs: readonly Round[]): string {
  const by = (pick: (each: Round, other: Round) => number) => {
    const all = ours.map((each, turn) => pick(each, theirs[turn] as Round));
    return `${median(all).toFixed(2)}× (${all.map((ratio) => ratio.toFixed(2)).join(" ")})`;
  };
  const cost = ({ server, redis }: Round) => server + redis;
  return (
    `requests/s ${by((each, other) => each.perSecond / other.perSecond)}, ` +
    `CPU of server ${by((each, other) => other.server / each.server)}, ` +
    `of server and Redis ${by((each, other) => cost(other) / cost(each))}`
  );
}
