import { createDatabase as openDatabase } from "@lumenflow/db";
import { createLogger } from "@lumenflow/runtime";
import { expect, onTestFinished, test } from "vitest";
import { createDatabase } from "../harness/index.ts";
import { explainHotStatements } from "./hot-statements.ts";
import { liveForYears } from "./long-life.ts";

/** A window of the line is 2,000 parts; what is looked at twice on the way is counted twice. */
const mostRows = 5_000;

test.each([
  { of: "twenty bots", bots: 20 },
  // Where each row is the bot's, looking for any one of its rows seems to end with the first.
  { of: "one bot", bots: 1 },
])("no statement that runs often reads what was sent long ago, of $of", async ({ bots }) => {
  const logger = createLogger({ name: "long-life", level: "silent" });
  const database = openDatabase({ url: await createDatabase(), logger });
  await database.start();
  onTestFinished(() => database.stop());
  const years = await liveForYears(database, { sent: 60_000, bots });
  const explained = await explainHotStatements(database, years);
  const slow = explained.filter(({ wholly, rows }) => wholly.length > 0 || rows > mostRows);
  expect(slow.map(({ name, wholly, rows }) => ({ name, wholly, rows }))).toEqual([]);
});
