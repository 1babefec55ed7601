/** Sets a scene going in a house: every bot connected, the big one's line filled, the small ones talking. */
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
  await fillLine(house, { line: big, chatIds: scene.big.chatIds });
  await analyze(house);
  await house.ring([big]);
  const stopSpeaking = speakEverySecond(scene, async (n, chatId, text) => {
    const line = lines[n];
    if (line !== undefined) await house.request(line, chatId, text);
  });
  return { big, stopSpeaking };
}
