import { createLogger } from "@lumenflow/runtime";
import { expect, test } from "vitest";
import { readConfig } from "./config.ts";
import { createInstallation } from "./installation.ts";

const encryptionKeys = `k1:${Buffer.alloc(32).toString("base64")}`;

/** What a start with these variables fails with. */
async function fault(env: Record<string, string>): Promise<string> {
  const config = readConfig({ LUMENFLOW_ENCRYPTION_KEYS: encryptionKeys, ...env });
  const logger = createLogger({ name: "test", level: "silent" });
  const shown = { onReady: () => {}, onFailed: () => {}, onBroken: () => {} };
  const installation = createInstallation({ config, logger, ...shown });
  const error = await installation.start().catch((thrown: Error) => thrown);
  await installation.stop();
  return String(error);
}

test("a data folder that cannot be one is said to be LUMENFLOW_DATA_DIR", async () => {
  const folder = `${import.meta.filename}/below-a-file`;
  expect(await fault({ LUMENFLOW_DATA_DIR: folder })).toMatch(
    /LUMENFLOW_DATA_DIR \(.*below-a-file\) cannot be used: give a folder .* \(E/,
  );
});

test("a database that does not answer is said to be DATABASE_URL, without its password", async () => {
  const said = await fault({ DATABASE_URL: "postgresql://ada:hunter2@127.0.0.1:1/lumenflow" });
  expect(said).toMatch(/DATABASE_URL leads to no database .*ECONNREFUSED/);
  expect(said).not.toContain("hunter2");
});
