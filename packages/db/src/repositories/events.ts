/** Events: what happened, recorded where an endpoint wants to be told (docs/decisions/015). */
import type { Client, Sql } from "../client.ts";
import { selectedRow, type UpdateRow } from "./updates.ts";

/** An event with everything that its body is made of. */
export interface EventRow {
  readonly id: string;
  readonly workspaceId: string;
  readonly type: string;
  readonly connectionId: string | null;
  readonly chatId: string | null;
  readonly occurredAt: Date;
  /** JSON text of `data`; for updates of what stands beside them there, or null. */
  readonly payload: string | null;
  /** Those it tells of, in their order; none for other types. */
  readonly updates: readonly UpdateRow[];
}

export function createEvents(_client: Client, sql: Sql) {
  return {
    /** What the bodies of these events are composed of, in no particular order. */
    async bodies(workspaceId: string, eventIds: readonly string[]): Promise<EventRow[]> {
      const events = await sql<Omit<EventRow, "updates"> & { updateIds: string[] }>(
        `SELECT id, workspace_id AS "workspaceId", type, connection_id AS "connectionId",
           chat_id AS "chatId", occurred_at AS "occurredAt", payload, update_ids AS "updateIds"
         FROM events WHERE workspace_id = $1 AND id = ANY($2::text[])`,
        [workspaceId, eventIds],
      );
      const updateIds = events.flatMap((event) => event.updateIds);
      const updates = updateIds.length === 0 ? [] : await updatesOf(workspaceId, updateIds);
      const byId = new Map(updates.map((update) => [update.id, update]));
      return events.map(({ updateIds, ...event }) => ({
        ...event,
        updates: updateIds.flatMap((id) => byId.get(id) ?? []),
      }));
    },
  };

  function updatesOf(workspaceId: string, ids: readonly string[]): Promise<UpdateRow[]> {
    return sql(
      `SELECT ${selectedRow("u")} FROM updates u WHERE workspace_id = $1 AND id = ANY($2::text[])`,
      [workspaceId, ids],
    );
  }
}
