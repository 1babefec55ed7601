/** Clears away, in small steps, what is no longer needed: old deliveries, what an endpoint left, events. */
import type { Sql } from "../../client.ts";

export interface Kept {
  readonly deliveredDays: number;
  readonly deadDays: number;
}

/** Forgets settled deliveries beyond their time, the oldest first. Returns how many. */
export async function forgetSettled(sql: Sql, kept: Kept, limit: number): Promise<number> {
  const rows = await sql(
    `DELETE FROM deliveries WHERE id IN (
       SELECT id FROM deliveries
       WHERE status <> 'pending' AND settled_at < now() - $1 * interval '1 day'
         AND (status = 'delivered' OR settled_at < now() - $2 * interval '1 day')
       ORDER BY settled_at LIMIT $3 FOR UPDATE SKIP LOCKED)
     RETURNING id`,
    [kept.deliveredDays, kept.deadDays, limit],
  );
  return rows.length;
}

/** Empties a deleted endpoint, then removes it. Returns how many deliveries went. */
export async function forgetDeleted(sql: Sql, limit: number): Promise<number> {
  const rows = await sql(
    `DELETE FROM deliveries WHERE id IN (
       SELECT d.id FROM endpoints e JOIN deliveries d
         ON d.workspace_id = e.workspace_id AND d.endpoint_id = e.id
       WHERE e.deleted_at IS NOT NULL LIMIT $1 FOR UPDATE OF d SKIP LOCKED)
     RETURNING id`,
    [limit],
  );
  if (rows.length > 0) return rows.length;
  // A moment later than the deletion nobody can be inserting for it any more.
  await sql(
    `DELETE FROM endpoints e WHERE e.deleted_at < now() - interval '1 minute' AND NOT EXISTS (
       SELECT 1 FROM deliveries d WHERE d.workspace_id = e.workspace_id AND d.endpoint_id = e.id)`,
  );
  return 0;
}

/** A place among the events by time, from which the next step goes on. */
export interface EventPlace {
  readonly occurredAt: Date;
  readonly id: string;
}

/** Forgets, of the next events beyond their time, those without a delivery. Null: there are no more. */
export async function forgetEvents(
  sql: Sql,
  after: EventPlace | null,
  { days, limit }: { readonly days: number; readonly limit: number },
): Promise<EventPlace | null> {
  const rows = await sql<EventPlace>(
    `WITH looked AS (
       SELECT workspace_id, id, occurred_at FROM events
       WHERE occurred_at < now() - $1 * interval '1 day'
         AND ($2::timestamptz IS NULL OR (occurred_at, id) > ($2, $3::text))
       ORDER BY occurred_at, id LIMIT $4
     ), gone AS (
       DELETE FROM events v USING looked l
       WHERE v.workspace_id = l.workspace_id AND v.id = l.id
         AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.event_id = v.id)
     )
     SELECT id, occurred_at AS "occurredAt" FROM looked ORDER BY occurred_at DESC, id DESC LIMIT 1`,
    [days, after?.occurredAt ?? null, after?.id ?? null, limit],
  );
  return rows[0] ?? null;
}
