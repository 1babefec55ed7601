/** Bots' pictures, as Telegram showed them last. */
import type { Client, Sql } from "../client.ts";

export interface Picture {
  readonly bytes: Uint8Array;
  readonly mimeType: string;
  /** SHA-256 in hex. */
  readonly digest: string;
}

export interface KeptPicture extends Picture {
  /** It was looked at longer than a day ago. */
  readonly stale: boolean;
}

export interface NamedPicture {
  readonly connectionId: string;
  readonly digest: string;
}

export function createPictures(_client: Client, sql: Sql) {
  return {
    /** Those of these connections that have one. */
    async named(workspaceId: string, ids: readonly string[]): Promise<NamedPicture[]> {
      return sql(
        `SELECT connection_id AS "connectionId", digest FROM connection_pictures
         WHERE workspace_id = $1 AND connection_id = ANY($2::text[])`,
        [workspaceId, ids],
      );
    },

    async find(workspaceId: string, connectionId: string): Promise<KeptPicture | null> {
      const [row] = await sql<KeptPicture>(
        `SELECT bytes, mime_type AS "mimeType", digest,
           looked_at < now() - interval '1 day' AS stale
         FROM connection_pictures WHERE workspace_id = $1 AND connection_id = $2`,
        [workspaceId, connectionId],
      );
      return row ?? null;
    },

    /** What a look has found; null where the bot has none. */
    async keep(workspaceId: string, connectionId: string, picture: Picture | null): Promise<void> {
      if (picture === null) {
        await sql(
          "DELETE FROM connection_pictures WHERE workspace_id = $1 AND connection_id = $2",
          [workspaceId, connectionId],
        );
        return;
      }
      await sql(
        `INSERT INTO connection_pictures (workspace_id, connection_id, bytes, mime_type, digest)
         SELECT workspace_id, id, $3, $4, $5 FROM connections WHERE workspace_id = $1 AND id = $2
         ON CONFLICT (workspace_id, connection_id) DO UPDATE SET bytes = EXCLUDED.bytes,
           mime_type = EXCLUDED.mime_type, digest = EXCLUDED.digest, looked_at = now()`,
        [workspaceId, connectionId, picture.bytes, picture.mimeType, picture.digest],
      );
    },

    /** A look has found nothing out: the next one is due in an hour. */
    async lookLater(workspaceId: string, connectionId: string): Promise<void> {
      await sql(
        `UPDATE connection_pictures SET looked_at = now() - interval '23 hours'
         WHERE workspace_id = $1 AND connection_id = $2`,
        [workspaceId, connectionId],
      );
    },
  };
}
