/** Opens the installation's database for one command, the embedded one included. */
import { createDatabase, type Database } from "@lumenflow/db";
import { pendingMigrations } from "@lumenflow/db/migrate";
import { createLogger, type Logger } from "@lumenflow/runtime";
import { type Config, readCliConfig } from "../config.ts";
import { databaseUrlOf, embeddedOf } from "../place.ts";
import { createStack } from "../stack.ts";
import { CliError } from "./terminal.ts";

export interface Opened {
  readonly config: Config;
  readonly url: string;
  readonly database: Database;
  readonly logger: Logger;
}

/** Runs `work` with the database, which need not be migrated, and closes everything after it. */
export async function withDatabase<T>(work: (opened: Opened) => Promise<T>): Promise<T> {
  const config = readCliConfig();
  const logger = createLogger({ name: "lumenflow", level: "silent" });
  const stack = createStack(logger);
  try {
    const embedded = embeddedOf(config, logger);
    if (embedded !== undefined) await stack.start(embedded);
    const url = databaseUrlOf(config, embedded);
    const database = createDatabase({ url, logger, poolSize: 3 });
    await stack.start(database);
    return await work({ config, url, database, logger });
  } finally {
    await stack.stop();
  }
}

/** The same for commands that need this version's schema. @throws CliError */
export function withSchema<T>(work: (opened: Opened) => Promise<T>): Promise<T> {
  return withDatabase(async (opened) => {
    const pending = await pendingMigrations({ url: opened.url });
    if (pending.length > 0) {
      throw new CliError(
        "The database is not at this version's schema. Run: pnpm lumenflow migrate",
      );
    }
    return work(opened);
  });
}
