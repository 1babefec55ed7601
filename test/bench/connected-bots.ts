/** Puts a connected bot into an empty database, as the registrar would leave it. */
import { createHash, randomBytes } from "node:crypto";
import { createDatabase } from "@lumenflow/db";
import { createLogger, webhookKeyOf } from "@lumenflow/runtime";
import { sql } from "../../harness/index.ts";

export async function connectedBot(databaseUrl: string): Promise<{ key: string; secret: string }> {
  const keyId = randomBytes(16).toString("base64url");
  const secret = randomBytes(32).toString("base64url");
  const digest = createHash("sha256").update(secret).digest();
  await sql(
    databaseUrl,
    "INSERT INTO workspaces (id, name, slug) VALUES ('ws_bench', 'Bench', 'bench')",
  );
  await sql(
    databaseUrl,
    `INSERT INTO connections (id, workspace_id, status, bot_id, bot_username, bot_name, api_root,
       webhook_key_id, secret_digest, allowed_updates, created_by)
     VALUES ('conn_bench', 'ws_bench', 'active', '1', 'bench_bot', 'Bench', 'http://127.0.0.1', $1, $2, '{}', 'system')`,
    [keyId, digest],
  );
  const logger = createLogger({ name: "bench", level: "silent" });
  const database = createDatabase({ url: databaseUrl, logger, poolSize: 1 });
  await database.start();
  const macKey = await database.installation.secret("webhook-mac");
  await database.stop();
  return { key: webhookKeyOf(macKey, keyId), secret };
}
