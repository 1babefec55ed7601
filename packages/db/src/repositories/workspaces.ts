/** Workspaces by themselves; who belongs to them stands in members. */
import type { Client, Sql } from "../client.ts";
import { newId } from "../ids.ts";

export interface WorkspaceRow {
  readonly id: string;
  readonly name: string;
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

    /** Whether whoever decides or manages in it needs a second factor. */
    async secondFactorRequired(id: string): Promise<boolean> {
      const row = await client.workspace.findUnique({
        where: { id },
        select: { secondFactorRequired: true },
      });
      return row?.secondFactorRequired ?? false;
    },

    /** False where it was so already. */
    async requireSecondFactor(id: string, required: boolean): Promise<boolean> {
      const rows = await sql(
        `UPDATE workspaces SET second_factor_required = $2::boolean
         WHERE id = $1 AND second_factor_required <> $2::boolean RETURNING id`,
        [id, required],
      );
      return rows.length > 0;
    },

    /** Every workspace, oldest first; for the command line alone. */
    async all(): Promise<WorkspaceRow[]> {
      return client.workspace.findMany({ select, orderBy: { createdAt: "asc" } });
    },
  };
}
