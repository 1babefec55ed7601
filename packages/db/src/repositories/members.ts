/** Who belongs to a workspace, and as what. */
import type { Client, Sql } from "../client.ts";
import { newId } from "../ids.ts";
import type { WorkspaceRow } from "./workspaces.ts";

export interface Membership extends WorkspaceRow {
  /** As stored: owner, admin, approver, member or viewer. */
  readonly role: string;
  /** Whoever decides or manages in the workspace needs a second factor. */
  readonly secondFactorRequired: boolean;
}

export interface MemberRow {
  /** The person's. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly joinedAt: Date;
  /** Signing in asks for a code beside the password. */
  readonly secondFactor: boolean;
}

const columns = `u.id, u.name, u.email, m.role, m.created_at AS "joinedAt",
  u.two_factor_enabled AS "secondFactor"`;

export function createMembers(_client: Client, sql: Sql) {
  return {
    /**
     * Until the transaction ends nobody else changes who belongs to the workspace: what is read
     * behind it holds when the change is made.
     */
    async lock(workspaceId: string): Promise<void> {
      await sql("SELECT id FROM workspaces WHERE id = $1 FOR NO KEY UPDATE", [workspaceId]);
    },

    /** Null for whoever is no member. */
    async roleOf(workspaceId: string, userId: string): Promise<string | null> {
      const [row] = await sql<{ role: string }>(
        "SELECT role FROM members WHERE workspace_id = $1 AND user_id = $2",
        [workspaceId, userId],
      );
      return row?.role ?? null;
    },

    /** How many owners the workspace has. */
    async owners(workspaceId: string): Promise<number> {
      const [row] = await sql<{ count: number }>(
        "SELECT count(*)::int AS count FROM members WHERE workspace_id = $1 AND role = 'owner'",
        [workspaceId],
      );
      return row?.count ?? 0;
    },

    async find(workspaceId: string, userId: string): Promise<MemberRow | null> {
      const [row] = await sql<MemberRow>(
        `SELECT ${columns} FROM members m JOIN users u ON u.id = m.user_id
         WHERE m.workspace_id = $1 AND m.user_id = $2`,
        [workspaceId, userId],
      );
      return row ?? null;
    },

    /** Newest person first; `cursor` is the last id seen. */
    async list(
      workspaceId: string,
      page: { readonly cursor?: string | undefined; readonly limit: number },
    ): Promise<MemberRow[]> {
      return sql(
        `SELECT ${columns} FROM members m JOIN users u ON u.id = m.user_id
         WHERE m.workspace_id = $1 AND ($2::text IS NULL OR u.id < $2::text)
         ORDER BY u.id DESC LIMIT $3::int`,
        [workspaceId, page.cursor ?? null, page.limit],
      );
    },

    /** False where they are a member already. */
    async add(workspaceId: string, userId: string, role: string): Promise<boolean> {
      const rows = await sql(
        `INSERT INTO members (id, workspace_id, user_id, role) VALUES ($1, $2, $3, $4)
         ON CONFLICT (workspace_id, user_id) DO NOTHING RETURNING id`,
        [newId("member"), workspaceId, userId, role],
      );
      return rows.length > 0;
    },

    async setRole(workspaceId: string, userId: string, role: string): Promise<void> {
      await sql("UPDATE members SET role = $3 WHERE workspace_id = $1 AND user_id = $2", [
        workspaceId,
        userId,
        role,
      ]);
    },

    /** Takes a person out of the workspace; their sessions act in it no more from the commit on. */
    async remove(workspaceId: string, userId: string): Promise<void> {
      await sql(
        `WITH removed AS (
           DELETE FROM members WHERE workspace_id = $1 AND user_id = $2 RETURNING user_id
         )
         UPDATE sessions SET active_workspace_id = NULL
         WHERE user_id IN (SELECT user_id FROM removed) AND active_workspace_id = $1`,
        [workspaceId, userId],
      );
    },

    /** The workspaces of a person, the oldest membership first. */
    async of(userId: string): Promise<Membership[]> {
      return sql(
        `SELECT w.id, w.name, m.role, w.second_factor_required AS "secondFactorRequired"
         FROM members m JOIN workspaces w ON w.id = m.workspace_id
         WHERE m.user_id = $1 ORDER BY m.created_at, m.id`,
        [userId],
      );
    },
  };
}
