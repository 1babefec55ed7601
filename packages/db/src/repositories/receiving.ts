/** How a connection receives, by webhook or by polling, and what polling does to its status. */
import { connectionMachine, isLive, sourcesOf, type Trouble } from "@lumenflow/governance";
import type { Client, Sql } from "../client.ts";
import { newId } from "../ids.ts";

const live = connectionMachine.states.filter(isLive);

export function createReceiving(_client: Client, sql: Sql) {
  return {
    /** Telegram is to deliver from now on: whoever asks it for updates ends. */
    async byWebhook(id: string): Promise<void> {
      await sql(
        `WITH chosen AS (
           UPDATE connections SET receive_mode = 'webhook', updated_at = now()
           WHERE id = $1 AND receive_mode IS DISTINCT FROM 'webhook'
           RETURNING id
         )
         SELECT pg_notify('connections', id)::text FROM chosen`,
        [id],
      );
    },

    /**
     * No webhook stands in the way: from now on the connection's updates are asked for, by whoever
     * polls, which may try again also what was refused. `attempt` is the request that was served; a
     * newer one stays due. Nobody needs to look at it on a schedule: whoever polls knows.
     */
    async byPolling(
      id: string,
      webhook: { readonly attempt: number; readonly pendingUpdateCount: number },
    ): Promise<void> {
      await sql(
        `WITH chosen AS (
           UPDATE connections SET receive_mode = 'polling', registered_url = NULL,
             registered_at = now(), last_checked_at = now(), pending_update_count = $2,
             last_error = NULL, last_error_at = NULL, drop_pending_updates = NULL,
             previous_secret_digest = NULL, previous_secret_until = NULL, check_after = NULL,
             register_after = CASE WHEN registration_attempt = $3 THEN NULL ELSE register_after END,
             updated_at = now()
           WHERE id = $1 AND status = ANY($4::text[])
           RETURNING id
         ), admitted AS (
           UPDATE pollers SET refused_at = NULL FROM chosen WHERE connection_id = chosen.id
         )
         SELECT pg_notify('connections', id)::text FROM chosen`,
        [id, webhook.pendingUpdateCount, webhook.attempt, live],
      );
      await ready(id, "connection.registered");
    },

    /** There is no webhook to look at on a schedule. */
    async unwatched(id: string): Promise<void> {
      await sql(
        `UPDATE connections SET check_after = NULL WHERE id = $1 AND receive_mode = 'polling'`,
        [id],
      );
    },

    /** Polling works again after `degraded`, or after a person was called. */
    async recovered(id: string): Promise<void> {
      await ready(id, "connection.recovered");
    },

    /** It worked and now fails in a way that may pass by itself. Where it does already, nothing changes. */
    async degraded(id: string, { cause, reason, remedy }: Trouble): Promise<void> {
      await sql(
        `WITH before AS (
           SELECT id, status FROM connections WHERE id = $1 FOR NO KEY UPDATE
         ), moved AS (
           UPDATE connections c SET status = 'degraded', status_cause = $3, status_reason = $4,
             status_remedy = $5, updated_at = now()
           FROM before
           WHERE c.id = before.id AND before.status = ANY($2::text[])
           RETURNING c.id, c.workspace_id, before.status AS was
         ), noted AS (
           INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id, detail)
           SELECT $6, workspace_id, 'connection.degraded', 'system', id,
                  jsonb_build_object('from', was, 'cause', $3::text)
           FROM moved
         )
         SELECT pg_notify('connections', id)::text FROM moved`,
        [id, sourcesOf(connectionMachine, "degraded"), cause, reason, remedy, newId("audit")],
      );
    },
  };

  /** Words that a postponed registration left are over too. */
  async function ready(id: string, action: string): Promise<void> {
    await sql(
      `WITH before AS (
         SELECT id, status = ANY($3::text[]) AS moves FROM connections
         WHERE id = $1 AND status = ANY($2::text[]) FOR NO KEY UPDATE
       ), changed AS (
         UPDATE connections c SET status = CASE WHEN moves THEN 'inbound_ready' ELSE c.status END,
           status_cause = NULL, status_reason = NULL, status_remedy = NULL, updated_at = now()
         FROM before WHERE c.id = before.id
         RETURNING c.id, c.workspace_id, moves
       ), noted AS (
         INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id)
         SELECT $4, workspace_id, $5, 'system', id FROM changed WHERE moves
       )
       SELECT pg_notify('connections', id)::text FROM changed WHERE moves`,
      [id, live, sourcesOf(connectionMachine, "inbound_ready"), newId("audit"), action],
    );
  }
}
