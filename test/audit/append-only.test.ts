import { newId, createDatabase as openDatabase } from "@lumenflow/db";
import { createLogger } from "@lumenflow/runtime";
import { expect, onTestFinished, test } from "vitest";
import { createDatabase, sql } from "../harness/index.ts";

async function setup() {
  const url = await createDatabase();
  const database = openDatabase({ url, logger: createLogger({ name: "test", level: "silent" }) });
  await database.start();
  onTestFinished(() => database.stop());
  const workspaceId = newId("workspace");
  await database.workspaces.add({ id: workspaceId, name: "Own" }, "system");
  const trail = () => sql(url, "SELECT * FROM audit_entries ORDER BY id");
  return { database, workspaceId, trail, sql: (text: string) => sql(url, text) };
}

const refused = { code: "42501", message: expect.stringContaining("only ever appended to") };

test("no column of an audit entry can be changed", async () => {
  const { sql, trail } = await setup();
  const before = await trail();
  expect(before).toHaveLength(1);
  const columns = (await sql(
    `SELECT column_name AS name FROM information_schema.columns
     WHERE table_name = 'audit_entries' ORDER BY ordinal_position`,
  )) as { name: string }[];
  expect(columns.length).toBeGreaterThan(10);
  for (const { name } of columns) {
    const value = { at: "now()", detail: `'{"n":1}'`, seq: "1", hash: "'x'" }[name] ?? "'x'";
    await expect(sql(`UPDATE audit_entries SET ${name} = ${value}`), name).rejects.toMatchObject(
      refused,
    );
  }
  expect(await trail()).toEqual(before);
});

test("no audit entry can be deleted, alone, with its workspace or with all others", async () => {
  const { sql, trail, workspaceId } = await setup();
  const before = await trail();
  await expect(sql("DELETE FROM audit_entries")).rejects.toMatchObject(refused);
  await expect(sql("TRUNCATE audit_entries")).rejects.toMatchObject(refused);
  await expect(sql("TRUNCATE workspaces CASCADE")).rejects.toMatchObject(refused);
  await expect(sql(`DELETE FROM workspaces WHERE id = '${workspaceId}'`)).rejects.toMatchObject(
    refused,
  );
  await expect(
    sql(`UPDATE workspaces SET id = 'ws_other' WHERE id = '${workspaceId}'`),
  ).rejects.toMatchObject(refused);
  expect(await trail()).toEqual(before);
});

test("an entry comes without a place, is given one once, and is then as fixed as before", async () => {
  const { sql, workspaceId } = await setup();
  const insert = `INSERT INTO audit_entries (id, workspace_id, action, initiator, seq, hash)`;
  const forged = `${insert} VALUES ('aud_x', '${workspaceId}', 'x.y', 'system', 1, 'x')`;
  await expect(sql(forged)).rejects.toMatchObject(refused);
  const along = "UPDATE audit_entries SET seq = 1, hash = 'x', initiator = 'key:x'";
  await expect(sql(along)).rejects.toMatchObject(refused);
  await sql("UPDATE audit_entries SET seq = 1, hash = 'x'");
  for (const change of [
    "seq = 2",
    "hash = 'y'",
    "seq = NULL, hash = NULL",
    "seq = 1, hash = 'x'",
  ]) {
    await expect(sql(`UPDATE audit_entries SET ${change}`), change).rejects.toMatchObject(refused);
  }
  await expect(sql("DELETE FROM audit_entries")).rejects.toMatchObject(refused);
});

test("checkpoints stay, and a trail's end goes forward and is cut where one is kept", async () => {
  const { sql, workspaceId } = await setup();
  const values = `VALUES ('${workspaceId}', 10, 'h', now(), 'k', 'p', 's')`;
  for (const table of ["audit_trails", "audit_checkpoints"]) {
    const columns = "workspace_id, seq, hash, at, key_id, public_key, signature";
    await sql(`INSERT INTO ${table} (${columns}) ${values}`);
    await expect(sql(`DELETE FROM ${table}`)).rejects.toMatchObject(refused);
    await expect(sql(`TRUNCATE ${table}`)).rejects.toMatchObject(refused);
  }
  await expect(sql("UPDATE audit_checkpoints SET hash = 'x'")).rejects.toMatchObject(refused);
  for (const change of ["seq = 9", "workspace_id = 'ws_x'", "trimmed_through = 9"]) {
    await expect(sql(`UPDATE audit_trails SET ${change}`), change).rejects.toMatchObject(refused);
  }
  await sql("UPDATE audit_trails SET seq = 11, trimmed_through = 10");
  await expect(sql("UPDATE audit_trails SET trimmed_through = 0")).rejects.toMatchObject(refused);
});
