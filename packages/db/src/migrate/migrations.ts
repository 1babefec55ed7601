/** Reads the migrations from Prisma's folder layout, with Prisma's checksums. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Migration {
  /** The folder's name: `<timestamp>_<words>`. */
  name: string;
  sql: string;
  /** SHA-256 of the file, in hex. */
  checksum: string;
}

/** The folder that belongs to this version of the code. */
export const migrationsFolder = fileURLToPath(
  new URL("../../../../prisma/migrations", import.meta.url),
);

/** All migrations of a folder, oldest first. */
export function readMigrations(folder: string = migrationsFolder): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: sha256(sql) };
    });
}

/** Whether the checksum is this script's; like Prisma, whatever git did to its line ends. */
export function isSameScript(migration: Migration, checksum: string): boolean {
  const unix = migration.sql.replaceAll("\r\n", "\n");
  return [migration.sql, unix, unix.replaceAll("\n", "\r\n")].some(
    (text) => sha256(text) === checksum,
  );
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
