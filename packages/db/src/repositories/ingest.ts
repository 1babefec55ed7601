/** What ingress and dispatcher need to know of connections on the way in. */
import { connectionMachine, outlastUpdates, sourcesOf } from "@lumenflow/governance";
import type { Client, Prepared, Sql } from "../client.ts";
import { newId } from "../ids.ts";

/** As much of a connection as the webhook route needs: digests, no secrets. */
export interface InboundConnection {
  readonly webhookKeyId: string;
  readonly connectionId: string;
  readonly workspaceId: string;
  readonly status: string;
  /** SHA-256 of the secret token; null before the first registration. */
  readonly secretDigest: Buffer | null;
  /** Accepted as well while a rotation is under way. */
  readonly previousSecretDigest: Buffer | null;
}

/** One per update that arrives; a batch may name a connection many times. */
export interface Delivery {
  readonly workspaceId: string;
  readonly connectionId: string;
}

/** So close to each other, two deliveries need not both be noted. */
const deliveryStepSeconds = 1;

export function createIngest(_client: Client, sql: Sql) {
  return {
    /** The connections of these webhook keys, which are unique in the whole installation. */
    async connectionsOfKeys(keyIds: readonly string[]): Promise<InboundConnection[]> {
      return sql<InboundConnection>(
        `SELECT webhook_key_id AS "webhookKeyId", id AS "connectionId",
           workspace_id AS "workspaceId", status, secret_digest AS "secretDigest",
           previous_secret_digest AS "previousSecretDigest"
         FROM connections WHERE webhook_key_id = ANY($1::text[])`,
        [keyIds],
      );
    },

    /**
     * Notes that updates of these connections arrived: `lastDeliveryAt`, and `active` for those whose
     * status allows it. Returns the ids of the connections that exist.
     */
    async noteDeliveries(deliveries: readonly Delivery[]): Promise<Set<string>> {
      const ids = [...new Set(deliveries.map(({ connectionId }) => connectionId))];
      const found = await sql<Found>(lookAtConnections, [
        ids,
        toActive,
        outlastUpdates,
        deliveryStepSeconds,
      ]);
      const those = (next: Found["next"]) =>
        found.filter((row) => row.next === next).map((row) => row.id);
      const woken = [...those("wake"), ...(await noteAiling(sql, those("ailing")))];
      if (woken.length > 0) await activate(sql, woken);
      const due = those("due");
      if (due.length > 0) await sql(noteDeliveryTimes, [due]);
      return new Set(found.map((row) => row.id));
    },
  };
}

const toActive = sourcesOf(connectionMachine, "active");
/** Whether an update is news: not where it proves nothing about what the connection suffers from. */
const wakes = `status = ANY($2::text[])
  AND (status_cause IS NULL OR status_cause <> ALL($3::text[]))`;

interface Found {
  readonly id: string;
  /** What its delivery is to it; null: one was noted a moment ago. */
  readonly next: "wake" | "ailing" | "due" | null;
}

const lookAtConnections: Prepared = {
  name: "look-at-connections",
  text: `
SELECT id, CASE
  WHEN ${wakes} THEN 'wake'
  WHEN status <> 'active' THEN 'ailing'
  WHEN last_delivery_at IS NULL OR last_delivery_at < now() - $4 * interval '1 second' THEN 'due'
  END AS next
FROM connections WHERE id = ANY($1::text[])`,
};

/** Those whose status lets them become `active`; an update has come of each. */
export async function activate(sql: Sql, ids: readonly string[]): Promise<void> {
  await sql(
    `WITH chosen AS (
       SELECT id, status FROM connections WHERE id = ANY($1::text[]) AND ${wakes}
       ORDER BY id FOR NO KEY UPDATE
     ), moved AS (
       UPDATE connections c SET status = 'active', status_cause = NULL, status_reason = NULL,
         status_remedy = NULL, last_delivery_at = now(), updated_at = now()
       FROM chosen WHERE c.id = chosen.id AND c.status = ANY($2::text[])
       RETURNING c.id, c.workspace_id, chosen.status AS was
     ), noted AS (
       INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id, detail)
       SELECT names.entry, moved.workspace_id, 'connection.active', 'system', moved.id,
              jsonb_build_object('from', moved.was)
       FROM moved JOIN unnest($1::text[], $4::text[]) AS names (id, entry) USING (id)
     )
     SELECT pg_notify('connections', id)::text FROM moved`,
    [ids, toActive, outlastUpdates, ids.map(() => newId("audit"))],
  );
}

/**
 * Of connections that an update cannot wake: whoever registers one at this moment asks whether an
 * update has come meanwhile. Either it sees this note, or this waits for it and sees that an update
 * wakes the connection now. Returns those.
 */
async function noteAiling(sql: Sql, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const noted = await sql<{ id: string; wakes: boolean }>(
    `WITH chosen AS (
       SELECT id FROM connections WHERE id = ANY($1::text[]) ORDER BY id FOR NO KEY UPDATE
     )
     UPDATE connections c SET last_delivery_at = now() FROM chosen WHERE c.id = chosen.id
     RETURNING c.id, ${wakes} AS wakes`,
    [ids, toActive, outlastUpdates],
  );
  return noted.filter((row) => row.wakes).map((row) => row.id);
}

const noteDeliveryTimes: Prepared = {
  name: "note-delivery-times",
  text: `
WITH chosen AS (
  SELECT id FROM connections WHERE id = ANY($1::text[]) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE connections c SET last_delivery_at = now() FROM chosen WHERE c.id = chosen.id`,
};
