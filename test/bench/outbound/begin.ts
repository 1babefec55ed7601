/** Sets a scene going in a house: every bot connected, the big one's line filled, the small ones talking. */
import { sql } from "../../harness/index.ts";
import { analyze, fillLine } from "./fill.ts";
import type { Line, SendingHouse } from "./house.ts";
import { type Scene, speakEverySecond } from "./scene.ts";

export async function begin(
  house: SendingHouse,
  scene: Scene,
): Promise<{ readonly big: Line; stopSpeaking(): Promise<void> }> {
  const big = await house.connect(scene.big.bot);
  const lines: Line[] = [];
  for (const { bot } of scene.small) lines.push(await house.connect(bot));
  await recycleLog(house);
  await fillLine(house, { line: big, chatIds: scene.big.chatIds });
  await analyze(house);
  await house.ring([big]);
  const stopSpeaking = speakEverySecond(scene, async (n, chatId, text) => {
    const line = lines[n];
    if (line !== undefined) await house.request(line, chatId, text);
  });
  return { big, stopSpeaking };
}

/** So many files of Postgres's log, of 16 MiB, as its default `max_wal_size` holds. */
const logFiles = 64;

/**
 * A server that has run for an hour writes its log into files of before. A new one fills each with
 * zeros while every commit waits, here 60 ms in every five seconds, until its first checkpoint.
 */
async function recycleLog({ databaseUrl }: Pick<SendingHouse, "databaseUrl">): Promise<void> {
  await sql(
    databaseUrl,
    "SELECT pg_logical_emit_message(false, 'bench', ''), pg_switch_wal() FROM generate_series(1, $1)",
    [logFiles],
  );
  await sql(databaseUrl, "CHECKPOINT");
}
