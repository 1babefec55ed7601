/** Links that let a person into a workspace: each once, for a while, and only its SHA-256 is kept. */
import type { Client, Sql } from "../client.ts";

export interface NewInvitation {
  readonly id: string;
  readonly workspaceId: string;
  /** Lower case. */
  readonly email: string;
  readonly role: string;
  /** SHA-256 of the secret that stands in the link. */
  readonly digest: Uint8Array;
  /** The person who invites; null for an operator. */
  readonly inviterId: string | null;
  /** `user:<id>`, `key:<id>` or `system`. */
  readonly invitedBy: string;
  readonly invitedByName: string;
  readonly days: number;
}

export interface InvitationRow {
  readonly id: string;
  readonly email: string;
  readonly role: string;
  readonly invitedBy: string;
  readonly invitedByName: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export interface KnownInvitation extends InvitationRow {
  readonly workspaceId: string;
  readonly workspaceName: string;
  /** By Postgres's clock. */
  readonly state: "open" | "accepted" | "revoked" | "expired";
}

const columns = `i.id, i.email, i.role, i.invited_by AS "invitedBy",
  i.invited_by_name AS "invitedByName", i.created_at AS "createdAt", i.expires_at AS "expiresAt"`;

export function createInvitations(_client: Client, sql: Sql) {
  return {
    /** Belongs behind the lock of the workspace's members, and behind revoking an older one. */
    async add(invitation: NewInvitation): Promise<void> {
      await sql(
        `INSERT INTO invitations (id, workspace_id, email, role, digest, inviter_id, invited_by,
           invited_by_name, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6::text, $7, $8, now() + make_interval(days => $9::int))`,
        [
          invitation.id,
          invitation.workspaceId,
          invitation.email,
          invitation.role,
          invitation.digest,
          invitation.inviterId,
          invitation.invitedBy,
          invitation.invitedByName,
          invitation.days,
        ],
      );
    },

    /** Starts from the digest alone: it is unique in the whole installation, and names the workspace. */
    async findByDigest(digest: Uint8Array): Promise<KnownInvitation | null> {
      const [row] = await sql<KnownInvitation>(
        `SELECT ${columns}, i.workspace_id AS "workspaceId", w.name AS "workspaceName",
                CASE WHEN i.status <> 'pending' THEN i.status
                     WHEN i.expires_at <= now() THEN 'expired' ELSE 'open' END AS state
         FROM invitations i JOIN workspaces w ON w.id = i.workspace_id WHERE i.digest = $1`,
        [digest],
      );
      return row ?? null;
    },

    async find(workspaceId: string, id: string): Promise<InvitationRow | null> {
      const [row] = await sql<InvitationRow>(
        `SELECT ${columns} FROM invitations i WHERE i.workspace_id = $1 AND i.id = $2`,
        [workspaceId, id],
      );
      return row ?? null;
    },

    /** Those that can be accepted, newest first; `cursor` is the last id seen. */
    async list(
      workspaceId: string,
      page: { readonly cursor?: string | undefined; readonly limit: number },
    ): Promise<InvitationRow[]> {
      return sql(
        `SELECT ${columns} FROM invitations i
         WHERE i.workspace_id = $1 AND i.status = 'pending' AND i.expires_at > now()
           AND ($2::text IS NULL OR i.id < $2::text)
         ORDER BY i.id DESC LIMIT $3::int`,
        [workspaceId, page.cursor ?? null, page.limit],
      );
    },

    /** Uses the link up; false where somebody was quicker, or it is not open any more. */
    async accept(id: string, userId: string): Promise<boolean> {
      const rows = await sql(
        `UPDATE invitations SET status = 'accepted', accepted_at = now(), accepted_by = $2
         WHERE id = $1 AND status = 'pending' AND expires_at > now() RETURNING id`,
        [id, userId],
      );
      return rows.length > 0;
    },

    /** Of those that are open: one by its id, a person's by e-mail, or all that somebody made. Their ids. */
    async revoke(
      workspaceId: string,
      which: { readonly id: string } | { readonly email: string } | { readonly inviterId: string },
    ): Promise<string[]> {
      const [[name, value] = ["", ""]] = Object.entries(which);
      const column = { id: "id", email: "email", inviterId: "inviter_id" }[name];
      const rows = await sql<{ id: string }>(
        `UPDATE invitations SET status = 'revoked', revoked_at = now()
         WHERE workspace_id = $1 AND ${column} = $2 AND status = 'pending' RETURNING id`,
        [workspaceId, value],
      );
      return rows.map(({ id }) => id);
    },
  };
}
