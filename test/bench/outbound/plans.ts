/** What the statements that run often cost where millions have been sent. */
import { createDatabase } from "@lumenflow/db";
import { createLogger } from "@lumenflow/runtime";
import { cloneDatabase, startPostgres } from "../../harness/index.ts";
import { explainHotStatements } from "../../outbox/hot-statements.ts";
import { liveForYears } from "../../outbox/long-life.ts";

export async function plans(sent: number): Promise<void> {
  const postgres = await startPostgres({ durable: false });
  const url = await cloneDatabase(postgres.url("postgres"));
  const database = createDatabase({ url, logger: createLogger({ name: "bench", level: "warn" }) });
  await database.start();
  try {
    const years = await liveForYears(database, { sent, bots: 20 });
    console.log(`${sent.toLocaleString("en")} sent messages: milliseconds, rows looked at`);
    for (const { name, ms, rows, wholly } of await explainHotStatements(database, years)) {
      const whole = wholly.length > 0 ? `  reads all of ${wholly.join(", ")}` : "";
      console.log(
        `${name.padEnd(32)}${ms.toFixed(2).padStart(9)}${String(rows).padStart(9)}${whole}`,
      );
    }
  } finally {
    await database.stop();
    await postgres.stop();
  }
}
