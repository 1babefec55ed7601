/** How many messages a second one process sends over many bots where no limit holds it. */
import { eventually } from "../../harness/index.ts";
import { cpuMs } from "../machine.ts";
import { analyze, fillLine } from "./fill.ts";
import { type Line, openSendingHouse, unlimited } from "./house.ts";
import { botOf, startStamps } from "./stamps.ts";

export async function lifted(queues: "redis" | "postgres", bots = 100, each = 300): Promise<void> {
  const telegram = await startStamps();
  const house = await openSendingHouse({ apiRoot: telegram.apiRoot, queues, limits: unlimited });
  try {
    const lines: Line[] = [];
    for (let n = 0; n < bots; n += 1) lines.push(await house.connect(botOf(n)));
    for (const line of lines) await fillLine(house, { line, chatIds: each });
    await analyze(house);
    const [sender] = house.senders;
    const before = cpuMs(sender?.pid ?? 0);
    await house.ring(lines);
    const times: number[] = [];
    await eventually(
      async () => {
        for (const { at } of await telegram.arrivals()) times.push(at);
        return times.length >= bots * each;
      },
      { timeoutMs: 180_000, intervalMs: 100 },
    );
    times.sort((a, b) => a - b);
    const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1_000;
    const perMessage = (cpuMs(sender?.pid ?? 0) - before) / times.length;
    console.log(
      `limits lifted, queues in ${queues}: ${bots} bots, ${times.length} messages, ${(times.length / seconds).toFixed(0)}/s by one process, ${perMessage.toFixed(2)} ms of its core each`,
    );
  } finally {
    await house.stop();
    await telegram.stop();
  }
}
