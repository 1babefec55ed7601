/** Keeps `_prisma_migrations` exactly as Prisma itself does. */
import { randomUUID } from "node:crypto";
import type { ClientBase } from "pg";
import { isSameScript, type Migration } from "./migrations.ts";

export interface HistoryRow {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
  rolled_back_at: Date | null;
}

/** Prisma's own table, column for column. */
const createTable = `
CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id                  VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum            VARCHAR(64) NOT NULL,
  finished_at         TIMESTAMPTZ,
  migration_name      VARCHAR(255) NOT NULL,
  logs                TEXT,
  rolled_back_at      TIMESTAMPTZ,
  started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

export async function ensureHistory(client: ClientBase): Promise<void> {
  await client.query(createTable);
}

export async function readHistory(client: ClientBase): Promise<HistoryRow[]> {
  const { rows } = await client.query<HistoryRow>(
    `SELECT migration_name, checksum, finished_at, rolled_back_at
       FROM _prisma_migrations ORDER BY started_at, migration_name`,
  );
  return rows.filter((row) => row.rolled_back_at === null);
}

/** Runs the migration and writes it down, in one transaction. */
export async function applyMigration(client: ClientBase, migration: Migration): Promise<void> {
  await client.query("BEGIN");
  try {
    await client.query(migration.sql);
    await client.query(
      `INSERT INTO _prisma_migrations
         (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query("COMMIT");
  } catch (cause) {
    await client.query("ROLLBACK");
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`migration ${migration.name} failed and was rolled back: ${reason}`, { cause });
  }
}

/** What is still to be applied; throws where history and folder contradict each other. */
export function pendingOf(
  migrations: readonly Migration[],
  history: readonly HistoryRow[],
): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of history) {
    const migration = known.get(row.migration_name);
    if (migration === undefined) {
      throw new Error(
        `the database has migration ${row.migration_name}, which this version does not know: it was used by a newer version; run that one, or restore a backup`,
      );
    }
    if (row.finished_at === null) {
      throw new Error(
        `migration ${row.migration_name} was begun by another tool and never finished: repair the database, then mark it with \`prisma migrate resolve\``,
      );
    }
    if (!isSameScript(migration, row.checksum)) {
      throw new Error(
        `migration ${row.migration_name} was changed after it had been applied: restore the file as it was, and put the change into a new migration`,
      );
    }
  }
  const applied = new Set(history.map((row) => row.migration_name));
  return migrations.filter((migration) => !applied.has(migration.name));
}
