/** Writes a migration from the schema of the last commit to the one in the working tree. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fail } from "./lib/say.mjs";
import { diffSchemas } from "./lib/schema-diff.mjs";

const schema = "prisma/schema.prisma";
const name = process.argv
  .slice(2)
  .join("_")
  .toLowerCase()
  .replace(/[^a-z0-9]+/g, "_")
  .replace(/^_|_$/g, "");
if (name === "") fail('Name the migration: pnpm db:migration "add chat titles".');

// The last commit's schema stands for what its migrations make: one new migration at a time.
const uncommitted = git("status", "--porcelain", "--", "prisma/migrations").stdout.trim();
if (uncommitted !== "") {
  fail(`There are uncommitted migrations; commit them or remove them first:\n${uncommitted}`);
}
const committed = git("show", `HEAD:${schema}`);
const from = committed.status === 0 ? committed.stdout : undefined;
const sql = await diffSchemas(from, readFileSync(schema, "utf8")).catch((error) =>
  fail(error.message),
);
if (sql === "")
  fail(`${schema} does not differ from the last commit's: there is nothing to migrate.`);

const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
const folder = join("prisma", "migrations", `${stamp}_${name}`);
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "migration.sql"), sql);
const lock = join("prisma", "migrations", "migration_lock.toml");
if (!existsSync(lock)) writeFileSync(lock, 'provider = "postgresql"\n');
process.stdout.write(
  `${sql}\nWritten to ${join(folder, "migration.sql")}: read it, then commit it with the schema.\n`,
);

function git(...args) {
  return spawnSync("git", args, { encoding: "utf8" });
}
