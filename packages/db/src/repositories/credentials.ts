/** The sealed token and webhook secret of a connection: read by those who hold the keys, replaced, erased for good. */
import { connectionMachine, isLive, sourcesOf } from "@lumenflow/governance";
import type { Client, Sql } from "../client.ts";
import { newId } from "../ids.ts";

export interface SealedCredential {
  readonly botToken: string;
  readonly webhookSecret: string | null;
}

export interface NewSecret {
  /** SHA-256 of the secret. */
  readonly digest: Uint8Array;
  /** Sealed with the connection's id as context. */
  readonly sealed: string;
}

export interface SecretRotation {
  readonly workspaceId: string;
  readonly id: string;
  readonly secret: NewSecret;
  readonly initiator: string;
}

export interface TokenReplacement {
  readonly workspaceId: string;
  readonly id: string;
  /** As Telegram shows it for the new token; another bot's is not stored. */
  readonly bot: { readonly id: string; readonly username: string; readonly name: string };
  readonly apiRoot: string;
  readonly sealedToken: string;
  /** Where the stored secret opens no more. */
  readonly secret?: NewSecret | undefined;
  readonly initiator: string;
}

const live = connectionMachine.states.filter(isLive);

/** The secret that Telegram may be showing, and therefore has to be accepted beside a new one. */
const shownByTelegram = `CASE WHEN previous_secret_digest IS NOT NULL AND previous_secret_until IS NULL
  THEN previous_secret_digest ELSE secret_digest END`;

export function createCredentials(client: Client, sql: Sql) {
  return {
    /** Null once they are erased. Opens only with the connection's id as context. */
    async find(workspaceId: string, connectionId: string): Promise<SealedCredential | null> {
      return client.credential.findUnique({
        where: { workspaceId_connectionId: { workspaceId, connectionId } },
        select: { botToken: true, webhookSecret: true },
      });
    },

    /**
     * Puts a new secret in place of the present one, which is accepted on until Telegram has been told
     * and a while longer. False while that is so for the rotation before: of three secrets, the one that
     * Telegram shows might be the one forgotten.
     */
    async rotateSecret({ workspaceId, id, secret, initiator }: SecretRotation): Promise<boolean> {
      const rows = await sql(
        `WITH rotated AS (
           UPDATE connections SET previous_secret_digest = secret_digest,
             previous_secret_until = NULL, secret_digest = $4, secret_rotated_at = now(),
             registration_attempt = registration_attempt + 1, register_after = now(),
             updated_at = now()
           WHERE workspace_id = $1 AND id = $2 AND status = ANY($3::text[])
             AND previous_secret_digest IS NULL
           RETURNING id, workspace_id
         ), sealed AS (
           UPDATE credentials c SET webhook_secret = $5, updated_at = now() FROM rotated
           WHERE c.workspace_id = rotated.workspace_id AND c.connection_id = rotated.id
         ), noted AS (
           INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id)
           SELECT $6, workspace_id, 'connection.secret_rotated', $7, id FROM rotated
         )
         SELECT id, pg_notify('connections', id)::text FROM rotated`,
        [workspaceId, id, live, secret.digest, secret.sealed, newId("audit"), initiator],
      );
      return rows.length > 0;
    },

    /**
     * Stores another token of the same bot. A connection that needed a person is `connected` again, and
     * its registration due; the guardian starts afresh. False where it cannot.
     */
    async replaceToken(replacement: TokenReplacement): Promise<boolean> {
      const { bot, secret } = replacement;
      const rows = await sql(
        `WITH before AS (
           SELECT workspace_id, id, status = ANY($5::text[]) AS mends FROM connections
           WHERE workspace_id = $1 AND id = $2 AND bot_id = $3 AND status = ANY($4::text[])
           FOR NO KEY UPDATE
         ), replaced AS (
           UPDATE connections c SET bot_username = $6, bot_name = $7, api_root = $8,
             status = CASE WHEN mends THEN 'connected' ELSE c.status END,
             status_cause = CASE WHEN mends THEN NULL ELSE status_cause END,
             status_reason = CASE WHEN mends THEN NULL ELSE status_reason END,
             status_remedy = CASE WHEN mends THEN NULL ELSE status_remedy END,
             previous_secret_digest =
               CASE WHEN $9::bytea IS NULL THEN previous_secret_digest ELSE ${shownByTelegram} END,
             previous_secret_until =
               CASE WHEN $9::bytea IS NULL THEN previous_secret_until END,
             secret_rotated_at = CASE WHEN $9::bytea IS NULL THEN secret_rotated_at ELSE now() END,
             secret_digest = COALESCE($9::bytea, secret_digest),
             registration_attempt = registration_attempt + 1, register_after = now(),
             check_misses = 0, takeovers = '{}', updated_at = now()
           FROM before WHERE c.id = before.id
           RETURNING c.id, c.workspace_id
         ), sealed AS (
           UPDATE credentials s SET bot_token = $10, updated_at = now(),
             webhook_secret = COALESCE($11, webhook_secret)
           FROM replaced
           WHERE s.workspace_id = replaced.workspace_id AND s.connection_id = replaced.id
         ), noted AS (
           INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id, detail)
           SELECT $12, workspace_id, 'connection.token_replaced', $13, id,
                  jsonb_build_object('newSecret', $9::bytea IS NOT NULL)
           FROM replaced
         )
         SELECT id, pg_notify('connections', id)::text FROM replaced`,
        [
          replacement.workspaceId,
          replacement.id,
          bot.id,
          live,
          sourcesOf(connectionMachine, "connected"),
          bot.username,
          bot.name,
          replacement.apiRoot,
          secret?.digest ?? null,
          replacement.sealedToken,
          secret?.sealed ?? null,
          newId("audit"),
          replacement.initiator,
        ],
      );
      return rows.length > 0;
    },
  };
}
