import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { migrate, pendingMigrations } from "@lumenflow/db/migrate";
import { Client } from "pg";
import { describe, expect, inject, test } from "vitest";
import { createDatabase, eventually, scratchFolder, sql } from "../harness/index.ts";

/** An empty database and a folder of migrations of our own. */
async function setup(scripts: Record<string, string> = {}) {
  const template = await createDatabase();
  const url = new URL(template);
  url.pathname += "_plain";
  await sql(inject("infrastructure").postgresUrl, `CREATE DATABASE ${url.pathname.slice(1)}`);
  const folder = scratchFolder("migrations");
  const write = (name: string, text: string) => {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, "migration.sql"), text);
  };
  for (const [name, text] of Object.entries(scripts)) write(name, text);
  return { url: url.toString(), folder, write };
}

const one = { "20260101000000_one": "CREATE TABLE one (id int);\n" };
const two = { "20260102000000_two": "CREATE TABLE two (id int);\nINSERT INTO two VALUES (1);\n" };

describe("migrate", () => {
  test("applies what is pending, oldest first, and nothing twice", async () => {
    const { url, folder, write } = await setup(one);
    expect(await pendingMigrations({ url, folder })).toEqual(Object.keys(one));
    expect(await migrate({ url, folder })).toEqual({ applied: Object.keys(one) });
    write("20260102000000_two", two["20260102000000_two"]);
    expect(await migrate({ url, folder })).toEqual({ applied: Object.keys(two) });
    expect(await migrate({ url, folder })).toEqual({ applied: [] });
    expect(await pendingMigrations({ url, folder })).toEqual([]);
  });

  test("lets many processes migrate at once", async () => {
    const { url, folder } = await setup({ ...one, ...two });
    const results = await Promise.all(Array.from({ length: 5 }, () => migrate({ url, folder })));
    expect(results.flatMap((result) => result.applied)).toHaveLength(2);
    expect(await sql(url, "SELECT count(*)::int AS n FROM two")).toEqual([{ n: 1 }]);
  });

  test("rolls a failing migration back whole, and keeps those before it", async () => {
    const broken = { "20260103000000_broken": "CREATE TABLE half (id int);\nSELECT 1/0;\n" };
    const { url, folder } = await setup({ ...one, ...broken });
    await expect(migrate({ url, folder })).rejects.toThrow(
      /20260103000000_broken failed and was rolled back: division by zero/,
    );
    expect(
      await sql(url, "SELECT to_regclass('half') AS half, to_regclass('one')::text AS one"),
    ).toEqual([{ half: null, one: "one" }]);
    expect(await pendingMigrations({ url, folder })).toEqual(Object.keys(broken));
  });

  test("refuses a migration that was changed after it had been applied", async () => {
    const { url, folder, write } = await setup(one);
    await migrate({ url, folder });
    write("20260101000000_one", "CREATE TABLE one (id bigint);\n");
    await expect(migrate({ url, folder })).rejects.toThrow(/20260101000000_one was changed after/);
  });

  test("does not mind other line ends", async () => {
    const { url, folder, write } = await setup(one);
    await migrate({ url, folder });
    write("20260101000000_one", one["20260101000000_one"].replaceAll("\n", "\r\n"));
    expect(await migrate({ url, folder })).toEqual({ applied: [] });
  });

  test("refuses a database that a newer version has used", async () => {
    const { url, folder } = await setup({ ...one, ...two });
    await migrate({ url, folder });
    const older = await setup(one);
    await expect(migrate({ url, folder: older.folder })).rejects.toThrow(/newer version/);
  });

  test("waits for another process no longer than it is told", async () => {
    const { url, folder } = await setup(one);
    const other = new Client({ connectionString: url });
    await other.connect();
    try {
      await other.query("SELECT pg_advisory_lock(72707369)");
      await expect(migrate({ url, folder, lockTimeoutMs: 50 })).rejects.toThrow(/another process/);
      const waiting = migrate({ url, folder });
      await eventually(
        async () =>
          (await sql(url, "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"))
            .length,
      );
      await other.query("SELECT pg_advisory_unlock(72707369)");
      expect(await waiting).toEqual({ applied: Object.keys(one) });
    } finally {
      await other.end();
    }
  });

  test("leaves a history whose columns and checksums are Prisma's", async () => {
    const { url, folder } = await setup(one);
    await migrate({ url, folder });
    const file = join(folder, "20260101000000_one", "migration.sql");
    const checksum = execFileSync("sha256sum", [file], { encoding: "utf8" }).slice(0, 64);
    const [row] = (await sql(url, "SELECT * FROM _prisma_migrations")) as Record<string, unknown>[];
    expect(row).toMatchObject({
      migration_name: "20260101000000_one",
      checksum,
      applied_steps_count: 1,
      logs: null,
      rolled_back_at: null,
    });
    expect(row?.finished_at).toBeInstanceOf(Date);
    expect(readFileSync(file, "utf8")).toContain("CREATE TABLE");
  });
});
