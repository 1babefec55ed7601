/** Workspaces and the people in them; sessions and passwords belong to the accounts library. */
import type { Client, Sql } from "../client.ts";
import { newId } from "../ids.ts";

export interface WorkspaceRow {
  readonly id: string;
  readonly name: string;
}

export interface Membership extends WorkspaceRow {
  /** As stored: owner, admin, approver, member or viewer. */
  readonly role: string;
}

export interface NewPerson {
  readonly id: string;
  readonly name: string;
  /** Lower case: the accounts library looks it up like that. */
  readonly email: string;
  /** As the accounts library hashes it. */
  readonly passwordHash: string;
}

const select = { id: true, name: true } as const;

export function createWorkspaces(client: Client, sql: Sql) {
  return {
    /** Makes a workspace and its audit entry. `initiator` is `key:<id>`, `user:<id>` or `system`. */
    async add(workspace: WorkspaceRow, initiator: string): Promise<void> {
      await sql(
        `WITH added AS (INSERT INTO workspaces (id, name, slug) VALUES ($1, $2, lower($1)))
         INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id)
         VALUES ($3, $1, 'workspace.created', $4, $1)`,
        [workspace.id, workspace.name, newId("audit"), initiator],
      );
    },

    async find(id: string): Promise<WorkspaceRow | null> {
      return client.workspace.findUnique({ where: { id }, select });
    },

    /** Every workspace, oldest first; for the command line alone. */
    async all(): Promise<WorkspaceRow[]> {
      return client.workspace.findMany({ select, orderBy: { createdAt: "asc" } });
    },

    /** Makes a person who signs in with e-mail and password. */
    async addPerson(person: NewPerson): Promise<void> {
      await sql(
        `WITH added AS (INSERT INTO users (id, name, email, email_verified) VALUES ($1, $2, $3, true))
         INSERT INTO accounts (id, account_id, provider_id, user_id, password)
         VALUES ($4, $1, 'credential', $1, $5)`,
        [person.id, person.name, person.email, newId("account"), person.passwordHash],
      );
    },

    async addMember(workspaceId: string, userId: string, role: string): Promise<void> {
      await sql("INSERT INTO members (id, workspace_id, user_id, role) VALUES ($1, $2, $3, $4)", [
        newId("member"),
        workspaceId,
        userId,
        role,
      ]);
    },

    /** The workspaces of a person, the oldest membership first. */
    async membershipsOf(userId: string): Promise<Membership[]> {
      const rows = await client.member.findMany({
        where: { userId },
        orderBy: [{ createdAt: "asc" }, { id: "asc" }],
        select: { role: true, workspace: { select } },
      });
      return rows.map(({ role, workspace }) => ({ ...workspace, role }));
    },
  };
}
