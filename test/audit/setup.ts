/** A workspace with a trail on a database of its own, and hands to tamper with it. */
import { proveTrail } from "@lumenflow/audit";
import { newId, createDatabase as openDatabase } from "@lumenflow/db";
import { checkpointPurpose } from "@lumenflow/governance";
import { createKeyring, createLogger } from "@lumenflow/runtime";
import { onTestFinished } from "vitest";
import { sealAudit } from "../../services/keeper/src/timers/seal-audit.ts";
import { createDatabase, sql } from "../harness/index.ts";

export const keyringOf = (fill: number, id = "k1") =>
  createKeyring([{ id, key: Buffer.alloc(32, fill) }]);

export async function setup(url?: string) {
  const databaseUrl = url ?? (await createDatabase());
  const logger = createLogger({ name: "test", level: "silent" });
  const database = openDatabase({ url: databaseUrl, logger });
  await database.start();
  onTestFinished(() => database.stop());
  const workspaceId = newId("workspace");
  await database.workspaces.add({ id: workspaceId, name: "Own" }, "system");
  const keyring = keyringOf(7);
  const [signer] = keyring.signingKeys(checkpointPurpose);
  const { trails, transaction } = database;
  const run = <Row = Record<string, unknown>>(text: string, values: unknown[] = []) =>
    sql(databaseUrl, text, values) as Promise<Row[]>;

  return {
    databaseUrl,
    database,
    workspaceId,
    keyring,
    signer,
    sql: run,

    /** Entries as the application appends them. */
    async append(count: number, more: object = {}): Promise<void> {
      for (let n = 0; n < count; n += 1) {
        await database.audit.append({
          ...{ workspaceId, action: "test.noted", initiator: "system", detail: { n } },
          ...more,
        });
      }
    },

    seal: sealAudit({ trails, transaction, signer }).run,

    prove: (ring = keyring) => {
      const known = ring.signingKeys(checkpointPurpose).map(({ publicKey }) => publicKey);
      return proveTrail(trails, workspaceId, (publicKey) => known.includes(publicKey));
    },

    /** What only the owner of the tables can do. */
    async tamper(...statements: string[]): Promise<void> {
      const tables = ["audit_entries", "audit_trails", "audit_checkpoints"];
      const all = (what: string) => tables.map((table) => `ALTER TABLE ${table} ${what}`);
      await run(
        [...all("DISABLE TRIGGER USER"), ...statements, ...all("ENABLE TRIGGER USER")].join(";\n"),
      );
    },

    chain: () =>
      run<{ id: string; seq: string }>(
        "SELECT id, seq FROM audit_entries WHERE workspace_id = $1 AND seq IS NOT NULL ORDER BY seq",
        [workspaceId],
      ),
  };
}
