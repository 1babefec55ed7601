/** What the guardian knows of a connection, and what it records when it has looked at Telegram. */
import {
  type ConnectionStatus,
  connectionMachine,
  isLive,
  sourcesOf,
  type Trouble,
} from "@lumenflow/governance";
import type { Client, Sql } from "../client.ts";
import { newId } from "../ids.ts";

/** What getWebhookInfo said; times in Unix seconds. */
export interface SeenWebhook {
  readonly pendingUpdateCount: number;
  readonly lastError: string | null;
  readonly lastErrorAt: number | null;
  readonly lastSyncErrorAt: number | null;
}

/** A connection before a look. */
export interface KnownConnection extends GuardianMemory {
  readonly status: string;
  readonly statusCause: string | null;
  readonly createdAt: Date;
  readonly registeredAt: Date | null;
  readonly lastCheckedAt: Date | null;
  readonly lastDeliveryAt: Date | null;
  readonly lastErrorAt: Date | null;
  readonly lastSyncErrorAt: Date | null;
  readonly pendingUpdateCount: number | null;
  readonly checkMisses: number;
  /** Whether a registration is due. */
  readonly registering: boolean;
  readonly now: Date;
}

export interface GuardianMemory {
  readonly takeovers: readonly Date[];
  readonly backlogGrowth: number;
  readonly quietSeconds: number | null;
  readonly longestQuietSeconds: number | null;
}

export interface Looked {
  /** `lastCheckedAt` before Telegram was asked: another look meanwhile has said what there was to say. */
  readonly since: Date | null;
  readonly seen: SeenWebhook;
  readonly memory: GuardianMemory;
  /** Looks in a row that found trouble. */
  readonly misses: number;
  readonly nextLookMs: number;
  /** Where the connection belongs now, if the machine allows; null: where it is. */
  readonly to: ConnectionStatus | null;
  /** Null where all is well. */
  readonly trouble: Trouble | null;
  /** Makes the registration due. */
  readonly setWebhook: boolean;
}

const live = connectionMachine.states.filter(isLive);

export function createChecks(_client: Client, sql: Sql) {
  /**
   * Changes columns ($9 and on), and moves where the machine allows. A trouble's words belong to its
   * status: they are kept where the connection comes to be, or was there already. All being well ends
   * them everywhere.
   */
  async function move(
    id: string,
    to: ConnectionStatus | null,
    trouble: Trouble | null,
    columns: string,
    values: readonly unknown[],
    guard = "true",
  ): Promise<void> {
    await sql(
      `WITH before AS (
         SELECT id, status, status = ANY($4::text[]) AS moves, $3::text IS NOT NULL
             AND ($5::text IS NULL OR status = ANY($4::text[]) OR status = $3) AS speaks
         FROM connections WHERE id = $1 AND status = ANY($2::text[]) AND ${guard}
         FOR NO KEY UPDATE
       ), changed AS (
         UPDATE connections c SET ${columns}, updated_at = now(),
           status = CASE WHEN moves THEN $3 ELSE c.status END,
           status_cause = CASE WHEN speaks THEN $5 ELSE status_cause END,
           status_reason = CASE WHEN speaks THEN $6 ELSE status_reason END,
           status_remedy = CASE WHEN speaks THEN $7 ELSE status_remedy END
         FROM before WHERE c.id = before.id
         RETURNING c.id, c.workspace_id, before.status AS was, moves
       ), noted AS (
         INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id, detail)
         SELECT $8, workspace_id, 'connection.' || $3, 'system', id,
                jsonb_strip_nulls(jsonb_build_object('from', was, 'cause', $5::text))
         FROM changed WHERE moves
       )
       SELECT pg_notify('connections', id)::text FROM changed WHERE moves`,
      [
        id,
        live,
        to,
        to === null ? [] : sourcesOf(connectionMachine, to),
        trouble?.cause ?? null,
        trouble?.reason ?? null,
        trouble?.remedy ?? null,
        newId("audit"),
        ...values,
      ],
    );
  }

  return {
    /** Null where it is being disconnected, or gone. */
    async known(id: string): Promise<KnownConnection | null> {
      const [known] = await sql<KnownConnection>(
        `SELECT status, status_cause AS "statusCause", created_at AS "createdAt",
           registered_at AS "registeredAt", last_checked_at AS "lastCheckedAt",
           last_delivery_at AS "lastDeliveryAt", last_error_at AS "lastErrorAt",
           last_sync_error_at AS "lastSyncErrorAt", pending_update_count AS "pendingUpdateCount",
           check_misses AS "checkMisses", register_after IS NOT NULL AS registering, takeovers, backlog_growth AS "backlogGrowth",
           quiet_seconds AS "quietSeconds", longest_quiet_seconds AS "longestQuietSeconds", now()
         FROM connections WHERE id = $1 AND status = ANY($2::text[])`,
        [id, live],
      );
      return known ?? null;
    },

    /**
     * Keeps what a look found: one statement with the change of status, its history and its audit
     * entry. Of two looks at the same moment one counts. Also forgets the secret before a rotation once nothing can be under way with it.
     */
    async looked(id: string, looked: Looked): Promise<void> {
      const { seen, memory, to, trouble } = looked;
      await move(
        id,
        to,
        trouble,
        `last_checked_at = now(), pending_update_count = $9, last_error = $10::text,
         last_error_at = to_timestamp($11::float8), last_sync_error_at = to_timestamp($12::float8),
         takeovers = $13::timestamptz[], backlog_growth = $14, quiet_seconds = $15,
         longest_quiet_seconds = $16, check_misses = $17,
         check_after = now() + $18::float8 * interval '1 millisecond',
         register_after = CASE WHEN $19 THEN COALESCE(register_after, now()) ELSE register_after END,
         previous_secret_digest =
           CASE WHEN previous_secret_until <= now() THEN NULL ELSE previous_secret_digest END,
         previous_secret_until =
           CASE WHEN previous_secret_until <= now() THEN NULL ELSE previous_secret_until END`,
        [
          seen.pendingUpdateCount,
          seen.lastError,
          seen.lastErrorAt,
          seen.lastSyncErrorAt,
          memory.takeovers,
          memory.backlogGrowth,
          memory.quietSeconds,
          memory.longestQuietSeconds,
          looked.misses,
          looked.nextLookMs,
          looked.setWebhook,
          looked.since,
        ],
        "last_checked_at IS NOT DISTINCT FROM $20::timestamptz",
      );
    },

    /** Telegram could not be asked. `trouble` where that has gone on for too long. */
    async unasked(
      id: string,
      outcome: { readonly nextLookMs: number; readonly trouble: Trouble | null },
    ): Promise<void> {
      const { nextLookMs, trouble } = outcome;
      await move(
        id,
        trouble === null ? null : "degraded",
        trouble,
        `check_misses = check_misses + 1,
         check_after = now() + $9::float8 * interval '1 millisecond'`,
        [nextLookMs],
      );
    },

    /**
     * Connections of all workspaces that are due for a look, the longest waiting first; each is lent
     * to the caller for `leaseMs`. A look that is lost is due again then, so a bell needs no repeating.
     */
    async lend(limit: number, leaseMs: number): Promise<string[]> {
      const rows = await sql<{ id: string }>(
        `UPDATE connections SET check_after = now() + $2::float8 * interval '1 millisecond'
         WHERE id IN (
           SELECT id FROM connections WHERE check_after <= now()
           ORDER BY check_after LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED)
         RETURNING id`,
        [limit, leaseMs],
      );
      return rows.map(({ id }) => id);
    },
  };
}
