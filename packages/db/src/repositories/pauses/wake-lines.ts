/** Makes lines due that have something to send, so that the waker rings for them within half a second. */
import type { Sql } from "../../client.ts";
import { sendable } from "../outbox/owner.ts";

/** The lines of these connections, of a workspace, or (nothing named) all there are. */
export interface Lines {
  readonly connectionIds?: readonly string[] | undefined;
  readonly workspaceId?: string | undefined;
}

export async function wakeLines(sql: Sql, { connectionIds, workspaceId }: Lines): Promise<void> {
  await sql(
    `UPDATE connections SET wake_at = clock_timestamp() WHERE id IN (
       SELECT c.id FROM connections c
       WHERE ($1::text[] IS NULL OR c.id = ANY($1::text[]))
         AND ($2::text IS NULL OR c.workspace_id = $2::text) AND c.status = ANY($3::text[])
         AND EXISTS (SELECT 1 FROM message_parts p
           WHERE p.connection_id = c.id AND p.status = 'queued')
       ORDER BY c.id FOR NO KEY UPDATE OF c)`,
    [connectionIds ?? null, workspaceId ?? null, sendable],
  );
}
