/** Finds the installation's database and keys: given ones, or the embedded default's. */
import { type EmbeddedPostgres, embeddedPostgres } from "@lumenflow/db/embedded";
import { createKeyring, type Keyring, type Logger } from "@lumenflow/runtime";
import type { Config } from "./config.ts";
import { readKeyFile } from "./key-file.ts";

/**
 * The embedded Postgres to start first, or undefined where DATABASE_URL is given. With `onGivenUp` it
 * is started again where it ends by itself, for as long as that is not in vain.
 */
export function embeddedOf(
  config: Config,
  logger: Logger,
  onGivenUp?: (error: Error) => void,
): EmbeddedPostgres | undefined {
  if (config.DATABASE_URL !== undefined) return undefined;
  return embeddedPostgres({ dataDir: config.LUMENFLOW_DATA_DIR, logger, onGivenUp });
}

export function databaseUrlOf(config: Config, embedded: EmbeddedPostgres | undefined): string {
  const url = config.DATABASE_URL ?? embedded?.url();
  if (url === undefined) throw new Error("there is neither DATABASE_URL nor an embedded Postgres");
  return url;
}

/** Undefined where this process neither has keys nor needs any. */
export function keyringOf(config: Config): Keyring | undefined {
  if (config.LUMENFLOW_ENCRYPTION_KEYS !== undefined) {
    return createKeyring(config.LUMENFLOW_ENCRYPTION_KEYS);
  }
  if (config.DATABASE_URL !== undefined) return undefined;
  return createKeyring(readKeyFile(config.LUMENFLOW_DATA_DIR));
}
