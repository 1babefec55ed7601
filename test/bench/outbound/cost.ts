/** What a message costs each process, and which statements it takes, under the load of `pace` before anybody is killed. */
import { setTimeout as delay } from "node:timers/promises";
import { sql } from "../../harness/index.ts";
import { begin } from "./begin.ts";
import { openSendingHouse } from "./house.ts";
import {
  arrivalsOf,
  latenciesOf,
  openScene,
  type Scene,
  type SceneSize,
  saidBySmall,
  shown,
} from "./scene.ts";
import { spentBy } from "./spent.ts";
import { wall } from "./stamps.ts";

/** Until plans are kept, code is compiled and connections are open. */
const warmMs = 12_000;
const measuredMs = 30_000;
/** Of the big bot, so that its line lasts. */
const bigPerSecond = 30;

const counting = {
  shared_preload_libraries: "pg_stat_statements",
  "pg_stat_statements.track": "all",
  "pg_stat_statements.track_planning": "on",
};

/** With `statements` Postgres counts them, which costs it a tenth more. */
export async function cost(size: Omit<SceneSize, "chats">, statements: boolean): Promise<void> {
  const chats = ((warmMs + measuredMs) / 1_000 + 10) * bigPerSecond;
  const scene = await openScene({ ...size, chats });
  const settings = statements ? counting : {};
  const house = await openSendingHouse({
    apiRoot: scene.telegram.apiRoot,
    senders: 2,
    settings,
  });
  try {
    const { stopSpeaking } = await begin(house, scene);
    await delay(warmMs);
    if (statements) await sql(house.databaseUrl, "CREATE EXTENSION pg_stat_statements");
    const from = wall();
    const before = await spentBy(house, scene.pid);
    await delay(measuredMs);
    const after = await spentBy(house, scene.pid);
    const to = wall();
    const counted = statements ? await countedStatements(house.databaseUrl) : [];
    await stopSpeaking();
    const { messages, latencies } = await arrived(scene, from, to);
    const perSecond = messages / ((to - from) / 1_000);
    console.log(`${perSecond.toFixed(0)} messages/s; small bots: ${shown(latencies)}`);
    let together = 0;
    for (const [name, spent] of after) {
      const each = (spent - (before.get(name) ?? 0)) / messages;
      if (name.startsWith("ms ")) together += each;
      console.log(`  ${name.padEnd(24)}${each.toFixed(2).padStart(10)} a message`);
    }
    console.log(`  ms of a core together ${together.toFixed(2)} a message`);
    for (const { calls, ms, text } of counted) {
      const times = (calls / messages).toFixed(2).padStart(8);
      console.log(`${times} times ${(ms / messages).toFixed(3).padStart(7)} ms  ${text}`);
    }
  } finally {
    await house.stop();
    await scene.stop();
  }
}

async function arrived(scene: Scene, from: number, to: number) {
  const isWithin = (at: number) => at >= from && at <= to;
  const said = (await saidBySmall(scene)).filter(({ cameAt }) => isWithin(cameAt));
  const big = (await arrivalsOf(scene, scene.big)).all.filter(isWithin);
  return { messages: big.length + said.length, latencies: latenciesOf(said) };
}

/** Since the extension was made; what triggers and functions do counts twice, under its own name as well. */
async function countedStatements(databaseUrl: string) {
  return (await sql(
    databaseUrl,
    `SELECT calls::float8 AS calls, total_exec_time + total_plan_time AS ms,
       left(regexp_replace(query, '\\s+', ' ', 'g'), 100) AS text
     FROM pg_stat_statements ORDER BY 2 DESC LIMIT 25`,
  )) as { calls: number; ms: number; text: string }[];
}
