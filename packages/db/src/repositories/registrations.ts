/** What the registrar records about a connection's webhook, each change guarded by the state machine. */
import { connectionMachine, sourcesOf, type Trouble } from "@lumenflow/governance";
import type { Client, Sql } from "../client.ts";
import { newId } from "../ids.ts";

/** What getWebhookInfo said; `lastErrorAt` in Unix seconds. */
export interface SeenWebhook {
  readonly pendingUpdateCount: number;
  readonly lastError: string | null;
  readonly lastErrorAt: number | null;
}

/** The url of a webhook holds its key: only its origin and path are kept. */
export interface Registered extends SeenWebhook {
  readonly url: string;
}

/** From where a connection comes to need a person, and where it may need one for another reason. */
const ailing = [...sourcesOf(connectionMachine, "action_required"), "action_required"];

export function createRegistrations(_client: Client, sql: Sql) {
  return {
    /** Notes what Telegram shows, whatever the status. */
    async seen(id: string, webhook: SeenWebhook): Promise<void> {
      await sql(
        `UPDATE connections SET last_checked_at = now(), pending_update_count = $2,
           last_error = $3::text, last_error_at = to_timestamp($4::float8), updated_at = now()
         WHERE id = $1`,
        [id, webhook.pendingUpdateCount, webhook.lastError, webhook.lastErrorAt],
      );
    },

    /**
     * The webhook is what we want it to be: the connection becomes `inbound_ready` unless updates
     * have made it `active` already. `registrationAttempt` is the one that was served; a newer
     * request stays due.
     */
    async registered(id: string, registrationAttempt: number, webhook: Registered): Promise<void> {
      await sql(
        `UPDATE connections SET registered_url = $2, registered_at = now(), last_checked_at = now(),
           pending_update_count = $3, last_error = $4::text, last_error_at = to_timestamp($5::float8),
           drop_pending_updates = NULL, updated_at = now(),
           register_after = CASE WHEN registration_attempt = $6 THEN NULL ELSE register_after END
         WHERE id = $1 AND status NOT IN ('disconnecting', 'disconnected')`,
        [
          id,
          webhook.url,
          webhook.pendingUpdateCount,
          webhook.lastError,
          webhook.lastErrorAt,
          registrationAttempt,
        ],
      );
      await sql(
        `WITH moved AS (
           UPDATE connections SET status = 'inbound_ready', status_cause = NULL, status_reason = NULL,
             status_remedy = NULL, updated_at = now()
           WHERE id = $1 AND status = ANY($2::text[])
           RETURNING id, workspace_id
         ), noted AS (
           INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id)
           SELECT $3, workspace_id, 'connection.registered', 'system', id FROM moved
         )
         SELECT pg_notify('connections', id)::text FROM moved`,
        [id, sourcesOf(connectionMachine, "inbound_ready"), newId("audit")],
      );
    },

    /** A person must act. Where one must already, the words are the newer trouble's. */
    async needsPerson(id: string, { cause, reason, remedy }: Trouble): Promise<void> {
      await sql(
        `WITH before AS (
           SELECT id, status FROM connections WHERE id = $1 FOR NO KEY UPDATE
         ), moved AS (
           UPDATE connections c SET status = 'action_required', status_cause = $3,
             status_reason = $4, status_remedy = $5, register_after = NULL, updated_at = now()
           FROM before
           WHERE c.id = before.id AND before.status = ANY($2::text[])
           RETURNING c.id, c.workspace_id, before.status AS was
         ), noted AS (
           INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id, detail)
           SELECT $6, workspace_id, 'connection.action_required', 'system', id,
                  jsonb_build_object('from', was, 'cause', $3::text)
           FROM moved WHERE was <> 'action_required'
         )
         SELECT pg_notify('connections', id)::text FROM moved`,
        [id, ailing, cause, reason, remedy, newId("audit")],
      );
    },

    /** It failed in a way that passes by itself; rung again after `retryAfterMs` by the sweep. */
    async postponed(id: string, trouble: Trouble, retryAfterMs: number): Promise<void> {
      const { cause, reason, remedy } = trouble;
      await sql(
        `UPDATE connections SET status_cause = $2, status_reason = $3, status_remedy = $4,
           register_after = now() + $5::float8 * interval '1 millisecond', updated_at = now()
         WHERE id = $1 AND status <> 'disconnected'`,
        [id, cause, reason, remedy, retryAfterMs],
      );
    },

    /**
     * Erases the credentials and ends the connection, in one statement. `warnings` tell the person
     * what was left behind at Telegram.
     */
    async disconnected(id: string, warnings: readonly string[]): Promise<boolean> {
      const rows = await sql(
        `WITH moved AS (
           UPDATE connections SET status = 'disconnected', status_cause = NULL, status_reason = NULL,
             status_remedy = NULL, warnings = $2::text[], check_after = NULL, disconnected_at = now(), register_after = NULL, secret_digest = NULL,
             previous_secret_digest = NULL, updated_at = now()
           WHERE id = $1 AND status = ANY($3::text[])
           RETURNING id, workspace_id
         ), erased AS (
           DELETE FROM credentials USING moved
           WHERE credentials.workspace_id = moved.workspace_id AND connection_id = moved.id
         ), noted AS (
           INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id, detail)
           SELECT $4, workspace_id, 'connection.disconnected', 'system', id,
                  jsonb_build_object('warnings', cardinality($2::text[]))
           FROM moved
         )
         SELECT id, pg_notify('connections', id)::text FROM moved`,
        [id, warnings, sourcesOf(connectionMachine, "disconnected"), newId("audit")],
      );
      return rows.length > 0;
    },

    /** How long the disconnect has been asked for, in milliseconds by Postgres's clock. */
    async disconnectingForMs(id: string): Promise<number> {
      const [row] = await sql<{ ms: number | null }>(
        `SELECT EXTRACT(EPOCH FROM now() - disconnect_requested_at)::float8 * 1000 AS ms
         FROM connections WHERE id = $1`,
        [id],
      );
      return row?.ms ?? 0;
    },

    /** Calls to Telegram that are under way for this connection. */
    async sendingParts(id: string): Promise<number> {
      const [row] = await sql<{ count: number }>(
        `SELECT count(*)::int AS count FROM message_parts
         WHERE connection_id = $1 AND status = 'sending'`,
        [id],
      );
      return row?.count ?? 0;
    },

    /**
     * Makes the registration due of live connections of all workspaces that are not registered at one
     * of these addresses: the origin has changed since, or was missing. Returns their ids.
     */
    async dueUnlessAt(urls: readonly string[]): Promise<string[]> {
      const rows = await sql<{ id: string }>(
        `UPDATE connections SET register_after = now()
         WHERE status NOT IN ('disconnecting', 'disconnected')
           AND (registered_url IS NULL OR registered_url <> ALL($1::text[]))
         RETURNING id`,
        [urls],
      );
      return rows.map(({ id }) => id);
    },

    /** Connections of all workspaces whose registration is due; for the sweep, which rings each. */
    async due(limit: number): Promise<string[]> {
      const rows = await sql<{ id: string }>(
        `SELECT id FROM connections
         WHERE register_after <= now() ORDER BY register_after LIMIT $1`,
        [limit],
      );
      return rows.map(({ id }) => id);
    },
  };
}
