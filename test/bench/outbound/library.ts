/** Ours beside grammY's throttler and auto-retry, on the same load and with the same answers lost. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../harness/folders.ts";
import { eventually, sql, startService } from "../../harness/index.ts";
import { begin } from "./begin.ts";
import { openSendingHouse } from "./house.ts";
import {
  arrivalsOf,
  latenciesOf,
  mostWithin,
  openScene,
  perSecond,
  type Scene,
  type SceneSize,
  saidBySmall,
  shown,
  violationsOf,
} from "./scene.ts";

/** One answer in so many of the big bot's is lost after the message was sent. */
const messagesPerLoss = 100;
const pastMs = 3_600_000;

/** Returns what it has to say about itself. */
type Contender = (scene: Scene) => Promise<string>;

export async function library(size: SceneSize): Promise<void> {
  for (const [name, send] of [
    ["ours", ours],
    ["grammY's throttler and auto-retry", theirs],
  ] as const) {
    const scene = await openScene(size);
    try {
      await loseAnswers(scene);
      const said = await send(scene);
      const big = await arrivalsOf(scene, scene.big);
      console.log(
        [
          `${name}: big bot ${perSecond(big.all).toFixed(2)} calls/s, most in any second ${mostWithin(1_000, big.all)}`,
          `  violations: ${await violationsOf(scene)}`,
          `  of ${scene.big.chatIds.length} messages carried out ${big.carriedOut}, twice ${big.duplicates}; ${said}`,
          `  small bots, request to Telegram: ${shown(latenciesOf(await saidBySmall(scene)))}`,
        ].join("\n"),
      );
    } finally {
      await scene.stop();
    }
  }
}

/** Spread over the line: each is lost in another chat. */
async function loseAnswers({ telegram, big }: Scene): Promise<void> {
  for (let n = messagesPerLoss / 2; n < big.chatIds.length; n += messagesPerLoss) {
    await telegram.fault({
      botId: big.bot.id,
      method: "sendMessage",
      chatId: big.chatIds[n] ?? "",
      count: 1,
      answer: "drop-after-apply",
    });
  }
}

const ours: Contender = async (scene) => {
  const house = await openSendingHouse({ apiRoot: scene.telegram.apiRoot, senders: 2 });
  try {
    const { big, stopSpeaking } = await begin(house, scene);
    const counts = async () =>
      (await sql(
        house.databaseUrl,
        `SELECT count(*) FILTER (WHERE status IN ('queued', 'sending'))::int AS left,
           count(*) FILTER (WHERE status = 'uncertain')::int AS doubts,
           count(*) FILTER (WHERE status = 'failed')::int AS failed
         FROM message_parts WHERE connection_id = $1`,
        [big.connectionId],
      )) as { left: number; doubts: number; failed: number }[];
    await eventually(async () => (await counts())[0]?.left === 0, {
      timeoutMs: pastMs,
      intervalMs: 1_000,
    });
    await stopSpeaking();
    const [{ doubts, failed } = { doubts: 0, failed: 0 }] = await counts();
    return `${doubts} in doubt for a person to decide, ${failed} failed`;
  } finally {
    await house.stop();
  }
};

const theirs: Contender = async (scene) => {
  const folder = temporaryFolder("library");
  const file = join(folder, "scene.json");
  const { telegram, big, small } = scene;
  writeFileSync(file, JSON.stringify({ apiRoot: telegram.apiRoot, big, small }));
  const running = startService(join(import.meta.dirname, "library/throttled.ts"), { args: [file] });
  try {
    const [, failed] = await running.says(/done, (\d+) failed/, pastMs);
    return `nothing is known of doubts, ${failed} failed`;
  } finally {
    await running.stop();
  }
};
