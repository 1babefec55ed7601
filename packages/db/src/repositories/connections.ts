/** Connections as their workspace sees and changes them; the registrar's side is in registrations. */
import { connectionMachine, isLive, sourcesOf } from "@lumenflow/governance";
import type { Client, Sql } from "../client.ts";
import type { Connection } from "../generated/client.ts";
import { newId } from "../ids.ts";
import { type PauseChange, switchPause } from "./pauses/connection.ts";
import { configure, type SettingsChange } from "./sending-settings.ts";

export type ConnectionRow = Connection;

export interface NewConnection {
  readonly id: string;
  readonly workspaceId: string;
  readonly bot: { readonly id: string; readonly username: string; readonly name: string };
  readonly displayName?: string | undefined;
  /** The Bot API server that the token was checked at. */
  readonly apiRoot: string;
  readonly webhookKeyId: string;
  /** SHA-256 of the webhook's secret token. */
  readonly secretDigest: Uint8Array;
  /** As asked for; empty means every kind. */
  readonly allowedUpdates: readonly string[];
  readonly dropPendingUpdates: boolean;
  /** Token and webhook secret, sealed with the connection's id as context. */
  readonly sealedToken: string;
  readonly sealedSecret: string;
  /** `key:<id>` or `user:<id>`. */
  readonly createdBy: string;
}

/** Statuses in which a connection still belongs to its bot's owner to configure. */
const live = connectionMachine.states.filter(isLive);

export function createConnections(client: Client, sql: Sql) {
  return {
    /**
     * Stores a connection, its sealed credentials and the audit entry in one statement. False where
     * the bot is connected already, here or in another workspace: of simultaneous attempts one wins.
     */
    async add(connection: NewConnection): Promise<boolean> {
      const { bot } = connection;
      const rows = await sql(
        `WITH added AS (
           INSERT INTO connections (id, workspace_id, display_name, bot_id, bot_username, bot_name,
             api_root, webhook_key_id, secret_digest, allowed_updates, drop_pending_updates, created_by,
             register_after, check_after)
           VALUES ($1, $2, $3::text, $4, $5, $6, $7, $8, $9, $10::text[], $11, $12, now(),
             now() + interval '10 minutes')
           ON CONFLICT (bot_id) WHERE status <> 'disconnected' DO NOTHING
           RETURNING id, workspace_id, created_by
         ), sealed AS (
           INSERT INTO credentials (workspace_id, connection_id, bot_token, webhook_secret)
           SELECT workspace_id, id, $13::text, $14::text FROM added
         ), noted AS (
           INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id, detail)
           SELECT $15, workspace_id, 'connection.created', created_by, id,
                  jsonb_build_object('botId', $4::text)
           FROM added
         )
         SELECT id FROM added`,
        [
          connection.id,
          connection.workspaceId,
          connection.displayName ?? null,
          bot.id,
          bot.username,
          bot.name,
          connection.apiRoot,
          connection.webhookKeyId,
          connection.secretDigest,
          connection.allowedUpdates,
          connection.dropPendingUpdates,
          connection.createdBy,
          connection.sealedToken,
          connection.sealedSecret,
          newId("audit"),
        ],
      );
      return rows.length > 0;
    },

    /** Whether the bot belongs to a connection that is not disconnected, in any workspace. */
    async isBotTaken(botId: string): Promise<boolean> {
      const taken = await client.connection.findFirst({
        where: { botId, status: { not: "disconnected" } },
        select: { id: true },
      });
      return taken !== null;
    },

    async find(workspaceId: string, id: string): Promise<ConnectionRow | null> {
      return client.connection.findUnique({ where: { workspaceId_id: { workspaceId, id } } });
    },

    /** Starts from the id in a job's payload, which is unique in the whole installation. */
    async findById(id: string): Promise<ConnectionRow | null> {
      return client.connection.findUnique({ where: { id } });
    },

    /** Newest first; `cursor` is the last id seen. */
    async list(
      workspaceId: string,
      page: { cursor?: string | undefined; limit: number; disconnected: boolean },
    ): Promise<ConnectionRow[]> {
      return client.connection.findMany({
        where: {
          workspaceId,
          ...(page.cursor && { id: { lt: page.cursor } }),
          ...(!page.disconnected && { status: { not: "disconnected" } }),
        },
        orderBy: { id: "desc" },
        take: page.limit,
      });
    },

    /** Every connection that is not disconnected, of all workspaces; for `doctor` alone. */
    async everyLive(): Promise<ConnectionRow[]> {
      return client.connection.findMany({
        where: { status: { in: live } },
        orderBy: { id: "asc" },
      });
    },

    /** Keeps the names that Telegram shows for the bot now. */
    async nameBot(
      workspaceId: string,
      id: string,
      { username, name }: { readonly username: string; readonly name: string },
    ): Promise<void> {
      await sql(
        `UPDATE connections SET bot_username = $3, bot_name = $4, updated_at = now()
         WHERE workspace_id = $1 AND id = $2`,
        [workspaceId, id, username, name],
      );
    },

    /** Begins to disconnect: intake stops as soon as the notification arrives. False where it cannot. */
    async disconnect(workspaceId: string, id: string, initiator: string): Promise<boolean> {
      const rows = await sql(
        `WITH moved AS (
           UPDATE connections SET status = 'disconnecting', status_cause = NULL, status_reason = NULL,
             status_remedy = NULL, disconnect_requested_at = now(), register_after = now(),
             check_after = NULL, updated_at = now()
           WHERE workspace_id = $1 AND id = $2 AND status = ANY($3::text[])
           RETURNING id, workspace_id
         ), noted AS (
           INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id)
           SELECT $4, workspace_id, 'connection.disconnecting', $5, id FROM moved
         )
         SELECT id, pg_notify('connections', id)::text FROM moved`,
        [workspaceId, id, sourcesOf(connectionMachine, "disconnecting"), newId("audit"), initiator],
      );
      return rows.length > 0;
    },

    /**
     * Asks for registration anew, also of a connection that is registered. The guardian starts afresh:
     * it takes the bot back from others and learns its rhythm. False where it cannot.
     */
    async requestRegistration(
      workspaceId: string,
      id: string,
      initiator: string,
    ): Promise<boolean> {
      const rows = await sql(
        `WITH asked AS (
           UPDATE connections SET registration_attempt = registration_attempt + 1,
             register_after = now(), check_misses = 0, takeovers = '{}',
             longest_quiet_seconds = NULL, updated_at = now()
           WHERE workspace_id = $1 AND id = $2 AND status = ANY($3::text[])
           RETURNING id, workspace_id
         ), noted AS (
           INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id)
           SELECT $4, workspace_id, 'connection.registration_requested', $5, id FROM asked
         )
         SELECT id FROM asked`,
        [workspaceId, id, live, newId("audit"), initiator],
      );
      return rows.length > 0;
    },

    /** Changes how a connection sends; see `configure`. */
    configure: (change: SettingsChange) => configure(sql, change),

    /** Pauses a direction, or both; see `switchPause`. */
    pause: (change: PauseChange) => switchPause(sql, change, "connection.paused"),

    /** Lifts the pause of a direction, or both; what waits goes on. False where it cannot. */
    resume: (change: PauseChange) => switchPause(sql, change, "connection.resumed"),
  };
}
