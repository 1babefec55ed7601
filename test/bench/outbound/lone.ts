/**
 * A lone message, approved → Telegram, to a bot that rests and to one that is awake: from when its
 * approval is known to be committed, and from when the decision was asked for.
 */
import { setTimeout as delay } from "node:timers/promises";
import { eventually } from "../../harness/index.ts";
import { percentiles } from "../load/measured.ts";
import { type Line, openSendingHouse } from "./house.ts";
import { botOf, startStamps, wall } from "./stamps.ts";

const coldBots = 60;
const warmMessages = 60;
/** The first are not counted: nothing has been compiled and no connection been opened yet. */
const uncounted = 5;

/** Milliseconds. */
interface Took {
  readonly sinceApproved: number;
  readonly sinceAsked: number;
}

export async function lone(queues: "redis" | "postgres"): Promise<void> {
  const telegram = await startStamps();
  const house = await openSendingHouse({ apiRoot: telegram.apiRoot, queues });
  async function measure(line: Line, chatId: string): Promise<Took> {
    const asked = await house.ask(line, chatId, "hello");
    const from = wall();
    const approvedAt = await house.approve(asked);
    const [arrival] = await eventually(
      async () => {
        const found = await telegram.arrivals();
        return found.length > 0 && found;
      },
      { intervalMs: 5 },
    );
    const at = arrival?.at ?? Number.NaN;
    return { sinceApproved: at - approvedAt, sinceAsked: at - from };
  }
  const cold: Took[] = [];
  const warm: Took[] = [];
  try {
    for (let n = 0; n < coldBots; n += 1) {
      cold.push(await measure(await house.connect(botOf(n)), "1"));
    }
    const awake = await house.connect(botOf(coldBots));
    for (let n = 0; n < warmMessages; n += 1) {
      // Past the slot that the message before took: its spacing is not what is measured.
      await delay(60);
      warm.push(await measure(awake, String(n + 1)));
    }
  } finally {
    await house.stop();
    await telegram.stop();
  }
  for (const [name, all] of [
    ["cold", cold],
    ["warm", warm],
  ] as const) {
    const counted = all.slice(uncounted);
    const of = (pick: (took: Took) => number) => {
      const { p50, p99 } = percentiles(counted.map(pick));
      return `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;
    };
    console.log(
      `lone message, queues in ${queues}, ${name}: approved → Telegram ` +
        `${of((took) => took.sinceApproved)} (from the request to decide ${of((took) => took.sinceAsked)})`,
    );
  }
}
