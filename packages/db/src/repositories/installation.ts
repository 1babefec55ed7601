/** Keeps what belongs to the installation as a whole: shared random values, canaries, the first start. */
import { randomBytes } from "node:crypto";
import type { Client, Sql } from "../client.ts";

/** Random values that every role shares: the MAC key of webhook keys, the key that signs cookies. */
export type InstallationSecretName = "webhook-mac" | "cookies";

export interface Canary {
  readonly keyId: string;
  /** A known text, sealed with that key. */
  readonly ciphertext: string;
}

/** Taken by whoever makes the first workspace. */
const firstStartLock = 72_707_370;

export function createInstallation(_client: Client, sql: Sql) {
  return {
    /** 32 random bytes, made on first need; every process gets the same. */
    async secret(name: InstallationSecretName): Promise<Buffer> {
      await sql(
        "INSERT INTO installation_secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
        [name, randomBytes(32)],
      );
      const [row] = await sql<{ value: Uint8Array }>(
        "SELECT value FROM installation_secrets WHERE name = $1",
        [name],
      );
      if (row === undefined) throw new Error(`the installation secret ${name} could not be stored`);
      return Buffer.from(row.value);
    },

    async canaries(): Promise<Canary[]> {
      return sql<Canary>(
        `SELECT key_id AS "keyId", ciphertext FROM encryption_canaries ORDER BY key_id`,
      );
    },

    /** Stores the first canary of a key id; a later one is ignored. */
    async addCanary({ keyId, ciphertext }: Canary): Promise<void> {
      await sql(
        "INSERT INTO encryption_canaries (key_id, ciphertext) VALUES ($1, $2) ON CONFLICT (key_id) DO NOTHING",
        [keyId, ciphertext],
      );
    },

    /** Once nothing is sealed by any other key: none of them is missed any more. */
    async forgetCanariesBut(keyId: string): Promise<void> {
      await sql("DELETE FROM encryption_canaries WHERE key_id <> $1", [keyId]);
    },

    /** Within a transaction: whether there is no workspace yet, and nobody else is making one now. */
    async claimFirstStart(): Promise<boolean> {
      await sql("SELECT pg_advisory_xact_lock($1)::text", [firstStartLock]);
      const [row] = await sql<{ fresh: boolean }>(
        "SELECT NOT EXISTS (SELECT 1 FROM workspaces) AS fresh",
      );
      return row?.fresh === true;
    },

    /** What `doctor` wants to know of the server: its version (170004 for 17.4) and its clock. */
    async server(): Promise<{ version: number; clock: Date }> {
      const [row] = await sql<{ version: number; clock: Date }>(
        `SELECT current_setting('server_version_num')::int AS version, clock_timestamp() AS clock`,
      );
      if (row === undefined) throw new Error("Postgres gave no answer");
      return row;
    },
  };
}
