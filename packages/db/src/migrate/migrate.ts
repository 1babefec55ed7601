/** Brings a database to this version's schema: all pending migrations, one process at a time. */
import { Client } from "pg";
import { applyMigration, ensureHistory, pendingOf, readHistory } from "./history.ts";
import { migrationsFolder, readMigrations } from "./migrations.ts";

export interface MigrateOptions {
  url: string;
  /** A folder in Prisma's layout; by default this version's own. */
  folder?: string | undefined;
  /** Milliseconds to wait for another process that migrates; default 60 s. */
  lockTimeoutMs?: number | undefined;
}

// Prisma's own lock: its tools and ours exclude each other.
const lockId = 72_707_369;
const oldestServer = 140_000;

/**
 * Applies what is pending, each migration in a transaction of its own, under an advisory lock, and
 * returns the applied names. Throws, having changed nothing further, where a migration fails or the
 * history contradicts the folder.
 */
export async function migrate(options: MigrateOptions): Promise<{ applied: string[] }> {
  const { url, folder = migrationsFolder, lockTimeoutMs = 60_000 } = options;
  const migrations = readMigrations(folder);
  return withClient(url, async (client) => {
    await refuseOldServer(client);
    await lock(client, lockTimeoutMs);
    await ensureHistory(client);
    const pending = pendingOf(migrations, await readHistory(client));
    for (const migration of pending) await applyMigration(client, migration);
    return { applied: pending.map((migration) => migration.name) };
  });
}

/** The names of the migrations that the database still lacks; changes nothing. */
export async function pendingMigrations(
  options: Pick<MigrateOptions, "url" | "folder">,
): Promise<string[]> {
  const migrations = readMigrations(options.folder);
  return withClient(options.url, async (client) => {
    const { rows } = await client.query<{ known: boolean }>(
      "SELECT to_regclass('_prisma_migrations') IS NOT NULL AS known",
    );
    const history = rows[0]?.known === true ? await readHistory(client) : [];
    return pendingOf(migrations, history).map((migration) => migration.name);
  });
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  // A lost connection also fails the query under way; without a listener it would end the process.
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    // Ends the session, and with it the lock.
    await client.end();
  }
}

async function refuseOldServer(client: Client): Promise<void> {
  const { rows } = await client.query<{ server_version_num: string }>("SHOW server_version_num");
  const version = Number(rows[0]?.server_version_num);
  if (version >= oldestServer) return;
  throw new Error(
    `the database runs PostgreSQL ${Math.floor(version / 10_000)}: version 14 or newer is needed`,
  );
}

async function lock(client: Client, timeoutMs: number): Promise<void> {
  await client.query(`SET lock_timeout = ${Math.ceil(timeoutMs)}`);
  try {
    await client.query("SELECT pg_advisory_lock($1)", [lockId]);
  } catch (cause) {
    throw new Error(`another process has been migrating for more than ${timeoutMs} ms`, { cause });
  }
}
