/** Puts connected bots into an empty database, as the registrar would leave them. */
import { createHash, randomBytes } from "node:crypto";
import { createDatabase } from "@lumenflow/db";
import { createLogger, newWebhookKeyId, webhookKeyOf } from "@lumenflow/runtime";
import { sql } from "../harness/index.ts";

export interface ConnectedBot {
  readonly connectionId: string;
  /** As it stands in the webhook's address. */
  readonly key: string;
  readonly secret: string;
}

/** All in one workspace. */
export async function connectedBots(databaseUrl: string, count: number): Promise<ConnectedBot[]> {
  await sql(
    databaseUrl,
    "INSERT INTO workspaces (id, name, slug) VALUES ('ws_bench', 'Bench', 'bench')",
  );
  const macKey = await webhookMac(databaseUrl);
  const bots: ConnectedBot[] = [];
  for (let n = 0; n < count; n += 1) {
    const connectionId = `conn_bench_${n}`;
    const keyId = newWebhookKeyId();
    const secret = randomBytes(32).toString("base64url");
    await sql(
      databaseUrl,
      `INSERT INTO connections (id, workspace_id, status, bot_id, bot_username, bot_name, api_root,
         webhook_key_id, secret_digest, allowed_updates, created_by)
       VALUES ($1, 'ws_bench', 'active', $2, 'bench_bot', 'Bench', 'http://127.0.0.1', $3, $4, '{}', 'system')`,
      [connectionId, String(n + 1), keyId, createHash("sha256").update(secret).digest()],
    );
    bots.push({ connectionId, key: webhookKeyOf(macKey, keyId), secret });
  }
  return bots;
}

async function webhookMac(databaseUrl: string): Promise<Uint8Array> {
  const logger = createLogger({ name: "bench", level: "silent" });
  const database = createDatabase({ url: databaseUrl, logger, poolSize: 1 });
  await database.start();
  try {
    return await database.installation.secret("webhook-mac");
  } finally {
    await database.stop();
  }
}
