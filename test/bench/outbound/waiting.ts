/** What a thousand connections cost that have something to send and must wait. */
import { setTimeout as delay } from "node:timers/promises";
import { eventually, sql } from "../../harness/index.ts";
import { cpuMs, cpuMsOfFamily } from "../machine.ts";
import { analyze, fillLine } from "./fill.ts";
import { type Line, openSendingHouse } from "./house.ts";
import { botOf, startStamps } from "./stamps.ts";

export async function waiting(connections = 1_000, seconds = 60): Promise<void> {
  const telegram = await startStamps();
  const house = await openSendingHouse({ apiRoot: telegram.apiRoot });
  try {
    const lines: Line[] = [];
    for (let n = 0; n < connections; n += 1) lines.push(await house.connect(botOf(n)));
    // Telegram asked every one of these chats to be left alone for an hour: first, or the sweep sends.
    await sql(
      house.databaseUrl,
      `INSERT INTO chats (workspace_id, connection_id, chat_id, hold_until, hold_reason)
       SELECT workspace_id, id, '1', now() + interval '1 hour', 'Telegram asks to wait' FROM connections`,
    );
    for (const line of lines) await fillLine(house, { line, chatIds: 1 });
    await analyze(house);
    await house.ring(lines);
    await eventually(
      async () => {
        const [row] = (await sql(
          house.databaseUrl,
          "SELECT count(*)::int AS parked FROM connections WHERE wake_at > now()",
        )) as { parked: number }[];
        return row?.parked === connections;
      },
      { timeoutMs: 120_000, intervalMs: 500 },
    );
    await delay(3_000);
    const pids = [house.senders[0]?.pid ?? 0, house.keeper.pid];
    const postgres = await house.postgres.pid();
    const cpu = () => [...pids.map(cpuMs), cpuMsOfFamily(postgres)];
    const before = cpu();
    await delay(seconds * 1_000);
    const shares = cpu().map(
      (ms, n) => `${((ms - (before[n] ?? 0)) / (seconds * 10)).toFixed(1)} %`,
    );
    console.log(
      `${connections} waiting connections, over ${seconds} s: sender ${shares[0]}, keeper ${shares[1]}, Postgres ${shares[2]} of a core; sent meanwhile ${(await telegram.arrivals()).length}`,
    );
  } finally {
    await house.stop();
    await telegram.stop();
  }
}
