/** API keys: only their SHA-256 is kept; every change tells the caches of all processes. */
import type { Client, Sql } from "../client.ts";
import { newId } from "../ids.ts";

export interface ApiKeyRow {
  readonly id: string;
  readonly name: string;
  readonly hint: string;
  readonly scopes: readonly string[];
  /** `key:<id>`, `user:<id>` or `system`. */
  readonly createdBy: string;
  /** Null where the maker is gone, or is the command line. */
  readonly createdByName: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly rotatedAt: Date | null;
  /** Until when the secret before is accepted too; in the past where it is not any more. */
  readonly previousUntil: Date | null;
}

/** A key or a person that stands behind a key: it was shown its secret, or made whatever was. */
export interface Holder {
  /** `key:<id>` or `user:<id>`. */
  readonly actor: string;
  /** A key's; null for a person. */
  readonly scopes: readonly string[] | null;
  /** A key that nobody of its workspace made, where no person belongs to the workspace. */
  readonly founding: boolean;
}

export interface KeyRotation {
  readonly workspaceId: string;
  readonly id: string;
  readonly hint: string;
  readonly digest: Uint8Array;
  /** For so long the secret before is accepted as well; 0 ends it at once. */
  readonly overlapSeconds: number;
  readonly initiator: string;
}

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
  /** It was shown with a secret that a rotation has replaced, and whose time is over. */
  readonly superseded: boolean;
}

const columns = `k.id, k.name, k.hint, k.scopes, k.created_by AS "createdBy",
  COALESCE(u.name, m.name) AS "createdByName", k.created_at AS "createdAt",
  k.expires_at AS "expiresAt", k.revoked_at AS "revokedAt", k.last_used_at AS "lastUsedAt",
  k.rotated_at AS "rotatedAt", k.previous_until AS "previousUntil"`;

const tables = `api_keys k
  LEFT JOIN users u ON 'user:' || u.id = k.created_by
  LEFT JOIN api_keys m ON m.workspace_id = k.workspace_id AND 'key:' || m.id = k.created_by`;

export function createKeys(_client: Client, sql: Sql) {
  return {
    /** Stores a key and its audit entry. */
    async add(key: NewApiKey): Promise<void> {
      await sql(
        `WITH added AS (
           INSERT INTO api_keys (id, workspace_id, name, hint, digest, scopes, created_by, holders,
             expires_at)
           VALUES ($1, $2, $3, $4, $5, $6::text[], $7, ARRAY[$7::text], $8::timestamptz)
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
                COALESCE(expires_at <= now(), false) AS expired, revoked_at IS NOT NULL AS revoked,
                digest <> $1 AND previous_until <= now() AS superseded
         FROM api_keys WHERE digest = $1 OR previous_digest = $1`,
        [digest],
      );
      return row ?? null;
    },

    /** A workspace's keys that are not revoked, newest first; `cursor` is the last id seen. */
    async list(
      workspaceId: string,
      page: { cursor?: string | undefined; limit: number },
    ): Promise<ApiKeyRow[]> {
      return sql(
        `SELECT ${columns} FROM ${tables}
         WHERE k.workspace_id = $1 AND k.revoked_at IS NULL AND ($2::text IS NULL OR k.id < $2::text)
         ORDER BY k.id DESC LIMIT $3::int`,
        [workspaceId, page.cursor ?? null, page.limit],
      );
    },

    async find(workspaceId: string, id: string): Promise<ApiKeyRow | null> {
      const [row] = await sql<ApiKeyRow>(
        `SELECT ${columns} FROM ${tables} WHERE k.workspace_id = $1 AND k.id = $2`,
        [workspaceId, id],
      );
      return row ?? null;
    },

    /** The key itself, and everybody who stands behind it; those of its workspace alone. */
    async holders(workspaceId: string, id: string): Promise<Holder[]> {
      return sql(
        `WITH RECURSIVE line AS (
           SELECT id, scopes, holders FROM api_keys WHERE workspace_id = $1 AND id = $2
           UNION
           SELECT k.id, k.scopes, k.holders
           FROM line CROSS JOIN LATERAL unnest(line.holders) AS holder
           JOIN api_keys k ON k.workspace_id = $1 AND 'key:' || k.id = holder
         )
         SELECT 'key:' || l.id AS actor, l.scopes,
           NOT EXISTS (SELECT FROM members WHERE workspace_id = $1)
             AND NOT EXISTS (SELECT FROM line k WHERE k.id <> l.id AND 'key:' || k.id = ANY(l.holders))
             AS founding
         FROM line l
         UNION ALL
         SELECT DISTINCT holder, NULL::text[], false
         FROM line CROSS JOIN LATERAL unnest(line.holders) AS holder WHERE holder LIKE 'user:%'`,
        [workspaceId, id],
      );
    },

    /** Replaces a key's secret; false where it is revoked or has expired. Everywhere within a second. */
    async rotate(rotation: KeyRotation): Promise<boolean> {
      const rows = await sql(
        `WITH rotated AS (
           UPDATE api_keys SET digest = $3, hint = $4, rotated_at = now(), previous_digest = digest,
             previous_until = now() + make_interval(secs => $5::int),
             holders = CASE WHEN $6 = ANY(holders) THEN holders ELSE holders || $6::text END
           WHERE workspace_id = $1 AND id = $2 AND revoked_at IS NULL
             AND (expires_at IS NULL OR expires_at > now())
           RETURNING id, workspace_id
         ), noted AS (
           INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id, detail)
           SELECT $7, workspace_id, 'key.rotated', $6, id,
             jsonb_build_object('overlapSeconds', $5::int) FROM rotated
         )
         SELECT id, pg_notify('keys', id)::text FROM rotated`,
        [
          rotation.workspaceId,
          rotation.id,
          rotation.digest,
          rotation.hint,
          rotation.overlapSeconds,
          rotation.initiator,
          newId("audit"),
        ],
      );
      return rows.length > 0;
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
