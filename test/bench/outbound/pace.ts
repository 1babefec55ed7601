/** A broadcast beside small bots, by two senders of which one is killed: pace, limits, latency, and how soon every lane goes on. */
import { eventually, sql } from "../../harness/index.ts";
import { percentiles } from "../load/measured.ts";
import { begin } from "./begin.ts";
import { openSendingHouse } from "./house.ts";
import {
  arrivalsOf,
  latenciesOf,
  mostWithin,
  openScene,
  perSecond,
  type Said,
  type Scene,
  type SceneSize,
  saidBySmall,
  shown,
  violationsOf,
} from "./scene.ts";
import { wall } from "./stamps.ts";

/** The rest of a run is measured without what a kill did to it: a lane may take this long to go on. */
const resumeMs = 8_000;
/** So is what is asked for while plans are made, code is compiled and 200 lines are taken for the first time. */
const beginMs = 12_000;

/** Returns the p99 of the small bots, from request to Telegram, without what the beginning or the kill delayed. */
export async function pace(size: SceneSize): Promise<number> {
  const scene = await openScene(size);
  const house = await openSendingHouse({ apiRoot: scene.telegram.apiRoot, senders: 2 });
  try {
    const { big, stopSpeaking } = await begin(house, scene);
    const begunAt = wall();
    const halfway = scene.big.chatIds.length / 2;
    await eventually(async () => (await left(house.databaseUrl, big.connectionId)) <= halfway, {
      timeoutMs: 3_600_000,
      intervalMs: 1_000,
    });
    await house.senders[0]?.kill();
    const killedAt = wall();
    await eventually(async () => (await left(house.databaseUrl, big.connectionId)) === 0, {
      timeoutMs: 3_600_000,
      intervalMs: 1_000,
    });
    await stopSpeaking();
    return await report(scene, { begunAt, killedAt }, house.databaseUrl);
  } finally {
    await house.stop();
    await scene.stop();
  }
}

async function left(databaseUrl: string, connectionId: string): Promise<number> {
  const [row] = (await sql(
    databaseUrl,
    `SELECT count(*)::int AS left FROM message_parts
     WHERE connection_id = $1 AND status IN ('queued', 'sending')`,
    [connectionId],
  )) as { left: number }[];
  return row?.left ?? 0;
}

interface Run {
  readonly begunAt: number;
  readonly killedAt: number;
}

async function report(scene: Scene, run: Run, databaseUrl: string): Promise<number> {
  const { killedAt } = run;
  const big = await arrivalsOf(scene, scene.big);
  const before = big.all.filter((at) => at < killedAt);
  const after = big.all.filter((at) => at > killedAt + resumeMs);
  const [doubts] = (await sql(
    databaseUrl,
    "SELECT count(*)::int AS count FROM messages WHERE status = 'uncertain'",
  )) as { count: number }[];
  const resumed: number[] = [];
  for (const talker of [scene.big, ...scene.small]) {
    const { all } = await arrivalsOf(scene, talker);
    resumed.push((all.find((at) => at > killedAt) ?? Number.POSITIVE_INFINITY) - killedAt);
  }
  const said = await saidBySmall(scene);
  const undisturbed = latenciesOf(said.filter((each) => isUndisturbed(each, run)));
  console.log(
    [
      `big bot: ${perSecond(big.all).toFixed(2)}/s with the kill in it, ${perSecond(before).toFixed(2)}/s before, ${perSecond(after).toFixed(2)}/s after`,
      `most in any second: ${mostWithin(1_000, big.all)}; carried out ${big.carriedOut}, twice ${big.duplicates}, in doubt after the kill ${doubts?.count}`,
      `violations: ${await violationsOf(scene)}`,
      `small bots, request to Telegram: ${shown(undisturbed)}; with the beginning and the kill in it ${shown(latenciesOf(said))}`,
      `after the kill every lane went on within ${(Math.max(...resumed) / 1_000).toFixed(1)} s, the big bot's within ${((resumed[0] ?? 0) / 1_000).toFixed(1)} s`,
    ].join("\n"),
  );
  return percentiles(undisturbed).p99;
}

/** Whether it was asked for once all ran, and either came before the kill or was asked for well after it. */
function isUndisturbed({ askedAt, cameAt }: Said, { begunAt, killedAt }: Run): boolean {
  if (askedAt < begunAt + beginMs) return false;
  return cameAt <= killedAt || askedAt >= killedAt + resumeMs + 2_000;
}
