/** Files to be sent: received in pieces, kept while a message needs them, erased afterwards. */
import type { Client, Sql } from "../client.ts";
import type { Actor } from "./actor.ts";

export interface UploadRow {
  readonly id: string;
  readonly workspaceId: string;
  readonly status: "kept" | "erased";
  readonly fileName: string;
  readonly mimeType: string;
  readonly size: number;
  readonly sha256: string;
  readonly createdAt: Date;
}

export interface NewUpload {
  readonly id: string;
  readonly workspaceId: string;
  readonly fileName: string;
  readonly createdBy: Actor;
}

/** What the bytes were found to be when all of them had come. */
export interface Received {
  readonly size: number;
  readonly sha256: string;
  readonly mimeType: string;
}

/** How long bytes are kept that nothing needs any more. */
export interface Retention {
  /** That no message took up, and beyond the end of the messages that did. */
  readonly unusedHours: number;
  /** Beyond a failure, which somebody may want to try again. */
  readonly failedDays: number;
}

export function createUploads(_client: Client, sql: Sql) {
  return {
    /** Begins to receive. Nothing sees the file before `complete`. */
    async begin({ id, workspaceId, fileName, createdBy }: NewUpload): Promise<void> {
      await sql(
        `INSERT INTO uploads (id, workspace_id, status, file_name, created_by_kind, created_by_id,
           created_by_name) VALUES ($1, $2, 'receiving', $3, $4, $5, $6)`,
        [id, workspaceId, fileName, createdBy.kind, createdBy.id, createdBy.name],
      );
    },

    async addChunk(
      workspaceId: string,
      id: string,
      ordinal: number,
      bytes: Uint8Array,
    ): Promise<void> {
      await sql(
        `INSERT INTO upload_chunks (workspace_id, upload_id, ordinal, bytes)
         VALUES ($1, $2, $3, $4)`,
        [workspaceId, id, ordinal, bytes],
      );
    },

    /** False where it is not being received any more. */
    async complete(workspaceId: string, id: string, received: Received): Promise<boolean> {
      const rows = await sql(
        `UPDATE uploads SET status = 'kept', size = $3, sha256 = $4, mime_type = $5
         WHERE workspace_id = $1 AND id = $2 AND status = 'receiving' RETURNING id`,
        [workspaceId, id, received.size, received.sha256, received.mimeType],
      );
      return rows.length > 0;
    },

    /** Forgets what could not be received to its end. */
    async discard(workspaceId: string, id: string): Promise<void> {
      await sql(
        "DELETE FROM uploads WHERE workspace_id = $1 AND id = $2 AND status = 'receiving'",
        [workspaceId, id],
      );
    },

    /** Also one whose bytes are erased: what it was is still known. */
    async find(workspaceId: string, id: string): Promise<UploadRow | null> {
      const [row] = await sql<UploadRow>(
        `SELECT id, workspace_id AS "workspaceId", status, file_name AS "fileName",
           mime_type AS "mimeType", size, sha256, created_at AS "createdAt"
         FROM uploads WHERE workspace_id = $1 AND id = $2 AND status <> 'receiving'`,
        [workspaceId, id],
      );
      return row ?? null;
    },

    /** One piece of the bytes; null behind the last one, and where they are erased. */
    async chunk(workspaceId: string, id: string, ordinal: number): Promise<Uint8Array | null> {
      const [row] = await sql<{ bytes: Uint8Array }>(
        `SELECT bytes FROM upload_chunks
         WHERE workspace_id = $1 AND upload_id = $2 AND ordinal = $3`,
        [workspaceId, id, ordinal],
      );
      return row?.bytes ?? null;
    },

    /**
     * Binds files to a message, in the transaction that stores it: they are kept as long as it needs
     * them. False where the bytes of one are gone; nothing is bound then.
     */
    async bind(workspaceId: string, messageId: string, ids: readonly string[]): Promise<boolean> {
      const wanted = [...new Set(ids)];
      if (wanted.length === 0) return true;
      // Changes the rows, so that an erasure that has looked already looks again.
      const kept = await sql<{ id: string }>(
        `UPDATE uploads SET used_at = clock_timestamp()
         WHERE workspace_id = $1 AND id = ANY($2::text[]) AND status = 'kept' RETURNING id`,
        [workspaceId, wanted],
      );
      if (kept.length < wanted.length) return false;
      await sql(
        `INSERT INTO message_uploads (workspace_id, message_id, upload_id)
         SELECT $1, $2, unnest($3::text[]) ON CONFLICT DO NOTHING`,
        [workspaceId, messageId, wanted],
      );
      return true;
    },

    /** Forgets files of all workspaces that were never received to their end; for the keeper. */
    async forgetUnfinished({ unusedHours }: Retention): Promise<void> {
      await sql(
        `DELETE FROM uploads
         WHERE status = 'receiving' AND created_at < now() - $1 * interval '1 hour'`,
        [unusedHours],
      );
    },

    /**
     * Erases bytes of all workspaces that nothing needs any more; for the keeper. A message needs them
     * until it has ended, a failed one for some days more. Returns how many files it erased.
     */
    async eraseDue({ unusedHours, failedDays }: Retention, limit: number): Promise<number> {
      const rows = await sql(eraseDue, [unusedHours, failedDays, limit]);
      return rows.length;
    },
  };
}

const eraseDue = `
  WITH due AS (
    SELECT u.workspace_id, u.id FROM uploads u
    WHERE u.status = 'kept' AND u.created_at < now() - $1 * interval '1 hour'
      AND coalesce(u.used_at, u.created_at) < now() - $1 * interval '1 hour'
      AND NOT EXISTS (
        SELECT 1 FROM message_uploads b
        JOIN messages m ON m.workspace_id = b.workspace_id AND m.id = b.message_id
        WHERE b.workspace_id = u.workspace_id AND b.upload_id = u.id AND CASE m.status
          WHEN 'failed' THEN m.settled_at > now() - $2 * interval '1 day'
          WHEN 'sent' THEN m.settled_at > now() - $1 * interval '1 hour'
          WHEN 'rejected' THEN m.settled_at > now() - $1 * interval '1 hour'
          WHEN 'expired' THEN m.settled_at > now() - $1 * interval '1 hour'
          WHEN 'cancelled' THEN m.settled_at > now() - $1 * interval '1 hour'
          WHEN 'blocked' THEN m.settled_at > now() - $1 * interval '1 hour'
          ELSE true END)
    ORDER BY u.created_at LIMIT $3 FOR UPDATE OF u SKIP LOCKED
  ), emptied AS (
    DELETE FROM upload_chunks c USING due
    WHERE c.workspace_id = due.workspace_id AND c.upload_id = due.id
  )
  UPDATE uploads u SET status = 'erased', erased_at = clock_timestamp() FROM due
  WHERE u.workspace_id = due.workspace_id AND u.id = due.id RETURNING u.id`;
