/**
 * `pnpm bench ingress [seconds] [connections…]`: the full webhook path against stock Express with
 * `express.json` and one `queue.add` per request: same machine, same run, in turn, each on a Redis
 * of its own with `appendfsync always`. A server and its Redis share one core, the load comes from
 * another: what is compared is the whole path, queue included. Prints ratios and latencies; the
 * machine decides the absolutes.
 */
import { join } from "node:path";
import {
  cloneDatabase,
  freePort,
  startPostgres,
  startRedis,
  startService,
} from "../harness/index.ts";
import { connectedBot } from "./ingress/connected-bot.ts";
import { drive, type Measured } from "./ingress/load.ts";
import { pinToFirstCore, pinUsToTheOthers } from "./ingress/pin.ts";

const seconds = Number(process.argv[2] ?? 4);
const loads = process.argv.length > 3 ? process.argv.slice(3).map(Number) : [64, 256];
const rounds = 5;
const chats = 64;

/** About 600 bytes, as a text message of a group is. */
const bodies = Array.from({ length: chats }, (_, chat) =>
  JSON.stringify({
    update_id: 1_000_000 + chat,
    message: {
      message_id: 1,
      from: {
        id: 10_000 + chat,
        is_bot: false,
        first_name: "Dana",
        username: "dana",
        language_code: "en",
      },
      chat: { id: -1_001_000_000_000 - chat, type: "supergroup", title: "A group" },
      date: 1_700_000_000,
      text: "x".repeat(330),
    },
  }),
);

interface Contender {
  readonly name: string;
  readonly url: string;
  readonly headers: Record<string, string>;
}

const postgres = await startPostgres({ durable: false });
const [oursRedis, theirsRedis] = [await startRedis(), await startRedis()];
const databaseUrl = await cloneDatabase(postgres.url("postgres"));
const { key, secret } = await connectedBot(databaseUrl);
const port = await freePort();

const ours = startService(join(import.meta.dirname, "../../services/ingress/src/main.ts"), {
  env: {
    DATABASE_URL: databaseUrl,
    REDIS_URL: oursRedis.url,
    PORT: String(port),
    LOG_LEVEL: "warn",
    // The limiter works on every request; it only must not be what is measured.
    LUMENFLOW_INGRESS_LIMITS: "connection=10000000/1s,workspace=10000000/1s,unknown=60/60s",
  },
});
const baseline = startService(join(import.meta.dirname, "ingress/baseline.ts"), {
  args: [theirsRedis.url],
});

try {
  const [, baselinePort] = await baseline.says(/listening on (\d+)/);
  const contenders: Contender[] = [
    {
      name: "LumenFlow ingress",
      url: `http://127.0.0.1:${port}/api/v1/sidekick/integrations/telegram/webhook?key=${key}`,
      headers: { "x-telegram-bot-api-secret-token": secret },
    },
    { name: "Express + queue.add", url: `http://127.0.0.1:${baselinePort}/webhook`, headers: {} },
  ];
  for (const contender of contenders) await answers(contender);
  const pinned =
    pinUsToTheOthers() &&
    (await pinToFirstCore([ours.pid, baseline.pid], [oursRedis.url, theirsRedis.url]));
  for (const connections of loads) {
    for (const contender of contenders) await load(contender, connections, 2);
    const results = contenders.map(() => [] as Measured[]);
    for (let round = 0; round < rounds; round++) {
      for (const [index, contender] of contenders.entries()) {
        results[index]?.push(await load(contender, connections, seconds));
      }
    }
    report(contenders, results, connections);
  }
  console.log(
    pinned ? "each server and its Redis on one core" : "not pinned: no taskset, or one core",
  );
} finally {
  await ours.stop();
  await baseline.stop("SIGKILL");
  await Promise.all([oursRedis.stop(), theirsRedis.stop(), postgres.stop()]);
}

async function answers({ url, headers, name }: Contender): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const answer = await fetch(url, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: bodies[0] as string,
    }).catch(() => undefined);
    if (answer?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${name} does not answer 200`);
}

function load(
  { url, headers }: Contender,
  connections: number,
  duration: number,
): Promise<Measured> {
  return drive({ url: new URL(url), headers, bodies, connections, seconds: duration });
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function report(contenders: Contender[], results: Measured[][], connections: number): void {
  console.log(`${connections} connections, ${rounds} rounds of ${seconds} s in turn, medians`);
  for (const [index, { name }] of contenders.entries()) {
    const of = (pick: (result: Measured) => number) => median((results[index] ?? []).map(pick));
    console.log(
      `${name.padEnd(22)} ${of((r) => r.perSecond)
        .toFixed(0)
        .padStart(7)} requests/s` +
        `   p50 ${of((r) => r.p50).toFixed(1)} ms   p99 ${of((r) => r.p99).toFixed(1)} ms`,
    );
  }
  const [ours = [], theirs = []] = results;
  const ratios = ours.map((result, round) => {
    const other = theirs[round]?.perSecond ?? Number.NaN;
    return result.perSecond / other;
  });
  const range = ratios.map((ratio) => ratio.toFixed(2)).join(" ");
  console.log(`ratio ${median(ratios).toFixed(2)}× (rounds: ${range})`);
}
