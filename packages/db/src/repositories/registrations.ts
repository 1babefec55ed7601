/** What the registrar records about a connection's webhook, each change guarded by the state machine. */
import { connectionMachine, isLive, sourcesOf, type Trouble } from "@lumenflow/governance";
import type { Client, Sql } from "../client.ts";
import { newId } from "../ids.ts";
import type { SeenWebhook } from "./checks.ts";
import { activate } from "./ingest.ts";

/** A webhook that was set. */
export interface Registered {
  /** Without its key: a secret. */
  readonly address: string;
  /** The newest delivery that was known before Telegram was told: one since then came by this webhook. */
  readonly lastDeliveryAt: Date | null;
  /** The request that was served; a newer one stays due. */
  readonly attempt: number;
  /** SHA-256 of the secret that Telegram was told. */
  readonly secretDigest: Uint8Array;
  readonly askedUpdates: readonly string[];
  /** What Telegram showed afterwards; null where that is not known. */
  readonly shownUpdates: readonly string[] | null;
  readonly seen: SeenWebhook;
  readonly nextLookMs: number;
}

/** Telegram may still be delivering with the secret before, and gives a delivery 60 seconds. */
const drainSeconds = 300;

const live = connectionMachine.states.filter(isLive);

/** From where a connection comes to need a person, and where it may need one for another reason. */
const ailing = [...sourcesOf(connectionMachine, "action_required"), "action_required"];

export function createRegistrations(_client: Client, sql: Sql) {
  return {
    /**
     * Telegram was told our webhook: the connection becomes `inbound_ready` unless updates have made it
     * `active` already, or one has come while Telegram was being told. A secret before a rotation is forgotten from here on, when nothing can be under
     * way with it any more. Was Telegram told a secret that has been replaced meanwhile, registering
     * stays due.
     */
    async registered(id: string, webhook: Registered): Promise<void> {
      const { seen } = webhook;
      const [moved] = await sql<{ delivered: boolean }>(
        `WITH before AS (
           SELECT id, status, status = ANY($3::text[]) AS moves, secret_digest = $4 AS current
           FROM connections WHERE id = $1 AND status = ANY($2::text[]) FOR NO KEY UPDATE
         ), changed AS (
           UPDATE connections c SET receive_mode = 'webhook', registered_url = $5, registered_at = now(),
             registered_updates = $6::text[], shown_updates = $7::text[],
             drop_pending_updates = NULL, last_checked_at = now(), pending_update_count = $8,
             last_error = $9::text, last_error_at = to_timestamp($10::float8),
             last_sync_error_at = to_timestamp($11::float8), backlog_growth = 0,
             check_after = now() + $12::float8 * interval '1 millisecond',
             register_after = CASE
               WHEN current AND registration_attempt = $13 THEN NULL
               ELSE COALESCE(register_after, now()) END,
             previous_secret_until = CASE
               WHEN current AND previous_secret_digest IS NOT NULL
               THEN COALESCE(previous_secret_until, now() + $14::float8 * interval '1 second') END,
             status = CASE WHEN moves THEN 'inbound_ready' ELSE c.status END,
             status_cause = NULL, status_reason = NULL, status_remedy = NULL, updated_at = now()
           FROM before WHERE c.id = before.id
           RETURNING c.id, c.workspace_id, moves,
             c.last_delivery_at IS DISTINCT FROM $16::text::timestamptz AS delivered
         ), noted AS (
           INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id)
           SELECT $15, workspace_id, 'connection.registered', 'system', id FROM changed WHERE moves
         )
         SELECT delivered, pg_notify('connections', id)::text FROM changed WHERE moves`,
        [
          id,
          live,
          sourcesOf(connectionMachine, "inbound_ready"),
          webhook.secretDigest,
          webhook.address,
          webhook.shownUpdates === null ? [] : webhook.askedUpdates,
          webhook.shownUpdates ?? [],
          seen.pendingUpdateCount,
          seen.lastError,
          seen.lastErrorAt,
          seen.lastSyncErrorAt,
          webhook.nextLookMs,
          webhook.attempt,
          drainSeconds,
          newId("audit"),
          webhook.lastDeliveryAt?.toISOString() ?? null,
        ],
      );
      if (moved?.delivered === true) await activate(sql, [id]);
    },

    /** How long ago the secret was rotated, in milliseconds by Postgres's clock. */
    async secretAgeMs(id: string): Promise<number> {
      const [row] = await sql<{ ms: number | null }>(
        `SELECT EXTRACT(EPOCH FROM now() - secret_rotated_at)::float8 * 1000 AS ms
         FROM connections WHERE id = $1`,
        [id],
      );
      return row?.ms ?? Number.POSITIVE_INFINITY;
    },

    /**
     * A person must act. Where one must already, the words are the newer trouble's. `served` guards
     * against what a call with a token of before says: `attempt` is the request it belongs to.
     */
    async needsPerson(
      id: string,
      { cause, reason, remedy }: Trouble,
      served: { readonly attempt?: number; readonly nextLookMs?: number } = {},
    ): Promise<void> {
      await sql(
        `WITH before AS (
           SELECT id, status FROM connections
           WHERE id = $1 AND registration_attempt = COALESCE($7, registration_attempt)
           FOR NO KEY UPDATE
         ), moved AS (
           UPDATE connections c SET status = 'action_required', status_cause = $3,
             status_reason = $4, status_remedy = $5, register_after = NULL, updated_at = now(),
             check_after = COALESCE(now() + $8::float8 * interval '1 millisecond', check_after)
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
        [
          id,
          ailing,
          cause,
          reason,
          remedy,
          newId("audit"),
          served.attempt ?? null,
          served.nextLookMs ?? null,
        ],
      );
    },

    /**
     * It failed in a way that passes by itself; rung again after `retryAfterMs` by the sweep. What a
     * degraded connection suffers from says more than that its repair is late.
     */
    async postponed(id: string, trouble: Trouble, retryAfterMs: number): Promise<void> {
      const { cause, reason, remedy } = trouble;
      await sql(
        `UPDATE connections SET
           status_cause = CASE WHEN status = 'degraded' THEN status_cause ELSE $2 END,
           status_reason = CASE WHEN status = 'degraded' THEN status_reason ELSE $3 END,
           status_remedy = CASE WHEN status = 'degraded' THEN status_remedy ELSE $4 END,
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
     * of these addresses: the origin has changed since, or was missing. Those that are polled stay so
     * where `polling` is true. Returns their ids.
     */
    async dueUnlessAt(urls: readonly string[], polling: boolean): Promise<string[]> {
      const rows = await sql<{ id: string }>(
        `UPDATE connections SET register_after = now()
         WHERE status NOT IN ('disconnecting', 'disconnected')
           AND CASE WHEN receive_mode = 'polling' THEN NOT $2::bool
             ELSE registered_url IS NULL OR registered_url <> ALL($1::text[]) END
         RETURNING id`,
        [urls, polling],
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
