/** `migrate`: brings the database to this version's schema. */
import { migrate } from "@lumenflow/db/migrate";
import { withDatabase } from "./open.ts";
import { parse, say } from "./terminal.ts";

export async function migrateDatabase(args: string[]): Promise<number> {
  parse(args, {});
  const applied = await withDatabase(async ({ url }) => (await migrate({ url })).applied);
  for (const name of applied) say(`applied ${name}`);
  if (applied.length === 0) say("nothing to apply: the database is at this version's schema");
  return 0;
}
