/** What became of a connection, change by change. A trigger writes it; here it is read and forgotten. */
import type { Client, Sql } from "../client.ts";
import type { ConnectionChange } from "../generated/client.ts";

export type ConnectionChangeRow = ConnectionChange;

export function createConnectionHistory(client: Client, sql: Sql) {
  return {
    /** Newest first; `cursor` is the last id seen. */
    async list(
      workspaceId: string,
      connectionId: string,
      page: { cursor?: string | undefined; limit: number },
    ): Promise<ConnectionChangeRow[]> {
      return client.connectionChange.findMany({
        where: { workspaceId, connectionId, ...(page.cursor && { id: { lt: page.cursor } }) },
        orderBy: { id: "desc" },
        take: page.limit,
      });
    },

    /**
     * Forgets up to `atOnce` changes older than so many days, but for each connection's last, which
     * says since when it is as it is. Returns how many.
     */
    async forget(days: number, atOnce: number): Promise<number> {
      const rows = await sql(
        `DELETE FROM connection_history WHERE id IN (
           SELECT id FROM connection_history h
           WHERE at < now() - $1::int * interval '1 day' AND EXISTS (
             SELECT 1 FROM connection_history newer
             WHERE newer.workspace_id = h.workspace_id AND newer.connection_id = h.connection_id
               AND newer.id > h.id)
           LIMIT $2)
         RETURNING id`,
        [days, atOnce],
      );
      return rows.length;
    },
  };
}
