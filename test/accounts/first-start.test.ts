import { createAccounts, mintApiKey } from "@lumenflow/accounts";
import { createDatabase as openDatabase } from "@lumenflow/db";
import { createLogger } from "@lumenflow/runtime";
import { expect, onTestFinished, test } from "vitest";
import { createDatabase, sql } from "../harness/index.ts";

const logger = createLogger({ name: "test", level: "silent" });

test("of four processes that start at the same moment one makes the workspace, its owner and key", async () => {
  const url = await createDatabase();
  const starts = Array.from({ length: 4 }, async (_, index) => {
    const database = openDatabase({ url, logger, poolSize: 3 });
    onTestFinished(() => database.stop());
    const accounts = createAccounts({
      database,
      secret: await database.installation.secret("cookies"),
      origins: () => [],
      secureCookies: false,
      logger,
    });
    return accounts.bootstrapOwner({
      email: `Owner${index}@example.com`,
      password: "correct horse battery",
      workspaceName: "My workspace",
      apiKey: mintApiKey(),
    });
  });
  const made = (await Promise.all(starts)).filter((result) => result !== null);
  expect(made).toHaveLength(1);
  for (const table of ["workspaces", "users", "accounts", "members", "api_keys"]) {
    expect(await sql(url, `SELECT 1 FROM ${table}`), table).toHaveLength(1);
  }
  expect(await sql(url, "SELECT role FROM members")).toEqual([{ role: "owner" }]);
  expect(await sql(url, "SELECT 1 FROM installation_secrets")).toHaveLength(1);
});
