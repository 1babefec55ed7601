/** API keys: only their SHA-256 is kept; every change tells the caches of all processes. */
import type { Client, Sql } from "../client.ts";
import type { ApiKey } from "../generated/client.ts";
import { newId } from "../ids.ts";

export type ApiKeyRow = Omit<ApiKey, "digest">;

export interface NewApiKey {
  readonly id: string;
  readonly workspaceId: string;
  readonly name: string;
  /** The first characters, by which a person recognises the key. */
  readonly hint: string;
  /** SHA-256 of the whole key. */
  readonly digest: Uint8Array;
  readonly scopes: readonly string[];
  /** `key:<id>`, `user:<id>` or `system`. */
  readonly createdBy: string;
  readonly expiresAt?: Date | undefined;
}

/** What authentication needs; `expired` and `revoked` are judged by Postgres's clock. */
export interface KnownKey {
  readonly id: string;
  readonly workspaceId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expired: boolean;
  readonly revoked: boolean;
}

const omit = { digest: true } as const;

export function createKeys(client: Client, sql: Sql) {
  return {
    /** Stores a key and its audit entry. */
    async add(key: NewApiKey): Promise<void> {
      await sql(
        `WITH added AS (
           INSERT INTO api_keys (id, workspace_id, name, hint, digest, scopes, created_by, expires_at)
           VALUES ($1, $2, $3, $4, $5, $6::text[], $7, $8::timestamptz)
         )
         INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id, detail)
         VALUES ($9, $2, 'key.created', $7, $1, jsonb_build_object('scopes', to_jsonb($6::text[])))`,
        [
          key.id,
          key.workspaceId,
          key.name,
          key.hint,
          key.digest,
          key.scopes,
          key.createdBy,
          key.expiresAt ?? null,
          newId("audit"),
        ],
      );
    },

    /** Starts from the digest alone: it is unique in the whole installation, and names the workspace. */
    async findByDigest(digest: Uint8Array): Promise<KnownKey | null> {
      const [row] = await sql<KnownKey>(
        `SELECT id, workspace_id AS "workspaceId", name, scopes,
                COALESCE(expires_at <= now(), false) AS expired, revoked_at IS NOT NULL AS revoked
         FROM api_keys WHERE digest = $1`,
        [digest],
      );
      return row ?? null;
    },

    /** A workspace's keys that are not revoked, newest first; `cursor` is the last id seen. */
    async list(
      workspaceId: string,
      page: { cursor?: string | undefined; limit: number },
    ): Promise<ApiKeyRow[]> {
      return client.apiKey.findMany({
        where: { workspaceId, revokedAt: null, ...(page.cursor && { id: { lt: page.cursor } }) },
        orderBy: { id: "desc" },
        take: page.limit,
        omit,
      });
    },

    async find(workspaceId: string, id: string): Promise<ApiKeyRow | null> {
      return client.apiKey.findUnique({ where: { workspaceId_id: { workspaceId, id } }, omit });
    },

    /** Revokes a key everywhere within a second; false where there is none to revoke. */
    async revoke(workspaceId: string, id: string, initiator: string): Promise<boolean> {
      const rows = await sql(
        `WITH revoked AS (
           UPDATE api_keys SET revoked_at = now()
           WHERE workspace_id = $1 AND id = $2 AND revoked_at IS NULL
           RETURNING id, workspace_id
         ), noted AS (
           INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id)
           SELECT $3, workspace_id, 'key.revoked', $4, id FROM revoked
         )
         SELECT id, pg_notify('keys', id)::text FROM revoked`,
        [workspaceId, id, newId("audit"), initiator],
      );
      return rows.length > 0;
    },

    /** Notes that these keys were used just now, whoever they belong to; for the batched write. */
    async touch(ids: readonly string[]): Promise<void> {
      if (ids.length === 0) return;
      await sql("UPDATE api_keys SET last_used_at = now() WHERE id = ANY($1::text[])", [ids]);
    },
  };
}
