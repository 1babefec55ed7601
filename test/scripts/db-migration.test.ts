import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { scratchFolder, start } from "../harness/index.ts";

const script = fileURLToPath(new URL("../../scripts/db-migration.mjs", import.meta.url));

const schema = (models: string) => `datasource db {\n  provider = "postgresql"\n}\n\n${models}\n`;
const chat = "model Chat {\n  id String @id\n}";

/** A repository with one committed schema; no database is anywhere near. */
async function setup(models: string) {
  const cwd = scratchFolder("repository");
  mkdirSync(join(cwd, "prisma"));
  const write = (text: string) => writeFileSync(join(cwd, "prisma", "schema.prisma"), schema(text));
  const git = async (...args: string[]) => {
    const identity = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
    const running = start("git", [...identity, ...args], { cwd });
    if ((await running.ended) !== 0) throw new Error(running.output());
  };
  write(models);
  await git("init", "-q");
  await git("add", ".");
  await git("commit", "-q", "-m", "first");
  const author = async (...words: string[]) => {
    const running = start(process.execPath, [script, ...words], { cwd });
    return { code: await running.ended, output: running.output() };
  };
  const migrations = () => readdirSync(join(cwd, "prisma", "migrations"));
  const sql = (name: string) =>
    readFileSync(join(cwd, "prisma", "migrations", name, "migration.sql"), "utf8");
  return { write, author, migrations, sql };
}

test("writes the difference to the last commit's schema as SQL", async () => {
  const { write, author, migrations, sql } = await setup(chat);
  write(chat.replace("}", "  title String?\n}"));
  expect(await author("Add", "chat titles")).toMatchObject({ code: 0 });
  const name = migrations().find((entry) => /^\d{14}_add_chat_titles$/.test(entry));
  expect(sql(name ?? "")).toContain('ALTER TABLE "Chat" ADD COLUMN     "title" TEXT;');
});

test("writes nothing where nothing changed, without a name, or over a broken schema", async () => {
  const { write, author } = await setup(chat);
  expect(await author("nothing")).toMatchObject({
    code: 1,
    output: expect.stringMatching(/nothing to migrate/),
  });
  expect(await author()).toMatchObject({
    code: 1,
    output: expect.stringMatching(/Name the migration/),
  });
  write("model Chat {\n  id Strin @id\n}");
  const broken = await author("broken");
  expect(broken.code).toBe(1);
  expect(broken.output).toContain('Type "Strin" is neither a built-in type');
});

test("makes one migration at a time", async () => {
  const { write, author } = await setup(chat);
  write(chat.replace("}", "  title String?\n}"));
  await author("one");
  expect(await author("two")).toMatchObject({
    code: 1,
    output: expect.stringMatching(/uncommitted migrations/),
  });
});
