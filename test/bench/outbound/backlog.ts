/** What a message costs, and what memory it takes, where a thousand and where a million wait on one bot. */
import { readFileSync } from "node:fs";
import { eventually } from "../../harness/index.ts";
import { cpuMs, cpuMsOfFamily } from "../machine.ts";
import { analyze, fillLine } from "./fill.ts";
import { openSendingHouse, unlimited } from "./house.ts";
import { botOf, startStamps } from "./stamps.ts";

/** As many are sent and counted where more wait: a window of the line is full by then. */
const mostCounted = 20_000;

export async function backlog(waiting: number): Promise<void> {
  const telegram = await startStamps();
  const limits = { ...unlimited, botPerSecond: 1_000 };
  const house = await openSendingHouse({ apiRoot: telegram.apiRoot, limits });
  try {
    // One that goes before: what is compiled and opened only once is not a message's cost.
    const first = await house.connect(botOf(1));
    await fillLine(house, { line: first, chatIds: 1_000 });
    await house.ring([first]);
    await arrived(1_000);
    const line = await house.connect(botOf(2));
    await fillLine(house, { line, chatIds: waiting });
    await analyze(house);
    const sender = house.senders[0]?.pid ?? 0;
    const postgres = await house.postgres.pid();
    const cpu = () => ({ sender: cpuMs(sender), postgres: cpuMsOfFamily(postgres) });
    const memory = memoryMiB(sender);
    const before = cpu();
    await house.ring([line]);
    const counted = await arrived(Math.min(waiting, mostCounted));
    const after = cpu();
    const each = (what: "sender" | "postgres") =>
      ((after[what] - before[what]) / counted).toFixed(2);
    console.log(
      `${waiting.toLocaleString("en")} waiting on one bot: per message ${each("sender")} ms of the sender's core and ${each("postgres")} ms of Postgres's (${counted} counted, at 1,000/s); the sender grew from ${memory} to ${memoryMiB(sender)} MiB`,
    );
  } finally {
    await house.stop();
    await telegram.stop();
  }

  async function arrived(count: number): Promise<number> {
    let seen = 0;
    await eventually(
      async () => {
        seen += (await telegram.arrivals()).length;
        return seen >= count;
      },
      { timeoutMs: 300_000, intervalMs: 50 },
    );
    return seen;
  }
}

function memoryMiB(pid: number): number {
  const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Math.round(Number(kib) / 1_024);
}
