/** The kill switches beyond one connection: what stops sending for a workspace, or for the installation. */
import type { Client, Sql } from "../client.ts";
import { liftLapsed } from "./pauses/connection.ts";
import { shutGate } from "./pauses/gate.ts";
import { wakeLines } from "./pauses/wake-lines.ts";

export interface PauseRow {
  /** `installation`, or the workspace's id. */
  readonly scope: string;
  readonly reason: string;
  readonly pausedAt: Date;
  readonly until: Date | null;
  /** `key:<id>`, `user:<id>` or `system`. */
  readonly pausedBy: string;
  readonly pausedByName: string;
  /** Where whoever paused belongs; null for the command line. */
  readonly actorWorkspaceId: string | null;
}

/** A workspace's id, or null for the installation. */
export type PauseScope = string | null;

export interface NewPause {
  readonly workspaceId: PauseScope;
  readonly reason: string;
  readonly until?: Date | undefined;
  readonly initiator: string;
  readonly initiatorName: string;
  readonly actorWorkspaceId?: string | undefined;
}

/** How many connections, workspaces and installations (0 or 1) are paused for sending. */
export interface PauseCounts {
  readonly connection: number;
  readonly workspace: number;
  readonly installation: number;
}

const columns = `scope, reason, paused_at AS "pausedAt", until, paused_by AS "pausedBy",
  paused_by_name AS "pausedByName", actor_workspace_id AS "actorWorkspaceId"`;

export function createPauses(_client: Client, sql: Sql) {
  return {
    /** What stops a workspace's sending: the installation's pause first. */
    async of(workspaceId: string): Promise<PauseRow[]> {
      return sql(
        `SELECT ${columns} FROM pauses WHERE scope IN ('installation', $1::text)
         ORDER BY workspace_id NULLS FIRST`,
        [workspaceId],
      );
    },

    /** Every pause of the installation and its workspaces; for the command line alone. */
    async all(): Promise<PauseRow[]> {
      return sql(`SELECT ${columns} FROM pauses ORDER BY workspace_id NULLS FIRST`);
    },

    /**
     * Stops sending. Once this has returned, nothing more is claimed: what is `sending` by then ends,
     * everything else stays where it is. A pause that stands keeps its time and gets this reason, end
     * and actor. Every workspace that it stops finds it in its audit.
     */
    async pause(pause: NewPause): Promise<void> {
      await sql(
        `WITH gate AS MATERIALIZED (
           SELECT ${shutGate}
         ), paused AS (
           INSERT INTO pauses AS p (scope, workspace_id, reason, until, paused_by, paused_by_name,
             actor_workspace_id)
           SELECT coalesce($1::text, 'installation'), $1::text, $4, $5::text::timestamptz, $2, $6,
             $3::text FROM gate
           ON CONFLICT (scope) DO UPDATE SET reason = excluded.reason, until = excluded.until,
             paused_by = excluded.paused_by, paused_by_name = excluded.paused_by_name,
             actor_workspace_id = excluded.actor_workspace_id
           RETURNING workspace_id, until
         )
         ${noteIn("paused", "'until', instant_text(p.until)")}`,
        [
          pause.workspaceId,
          pause.initiator,
          pause.actorWorkspaceId ?? null,
          pause.reason,
          pause.until?.toISOString() ?? null,
          pause.initiatorName,
        ],
      );
    },

    /** Lifts a pause; what waited goes on within a second. False where there was none. */
    async resume(change: {
      readonly workspaceId: PauseScope;
      readonly initiator: string;
      readonly actorWorkspaceId?: string | undefined;
    }): Promise<boolean> {
      const rows = await sql(
        `WITH resumed AS (
           DELETE FROM pauses WHERE scope = coalesce($1::text, 'installation')
           RETURNING workspace_id, paused_at
         ), noted AS (
           ${noteIn("resumed", "'pausedAt', instant_text(p.paused_at)")}
         )
         SELECT 1 FROM resumed`,
        [change.workspaceId, change.initiator, change.actorWorkspaceId ?? null],
      );
      if (rows.length === 0) return false;
      await wakeLines(sql, { workspaceId: change.workspaceId ?? undefined });
      return true;
    },

    /** Lifts every pause whose end has come, of connections too; for the keeper. */
    async liftLapsed(): Promise<void> {
      await liftLapsed(sql);
      const lifted = await sql<{ workspaceId: PauseScope }>(
        `WITH lifted AS (
           DELETE FROM pauses WHERE until <= now() RETURNING scope, workspace_id
         ), noted AS (
           INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id, detail)
           SELECT new_id('aud'), w.id, CASE WHEN l.workspace_id IS NULL THEN 'installation.resumed'
             ELSE 'workspace.resumed' END, 'system', l.workspace_id,
             jsonb_build_object('because', 'its end has come')
           FROM lifted l JOIN workspaces w ON l.workspace_id IS NULL OR w.id = l.workspace_id
         )
         SELECT workspace_id AS "workspaceId" FROM lifted`,
      );
      for (const { workspaceId } of lifted) {
        await wakeLines(sql, { workspaceId: workspaceId ?? undefined });
      }
    },

    async counts(): Promise<PauseCounts> {
      const [row] = await sql<PauseCounts>(
        `SELECT (SELECT count(*)::int FROM connections WHERE outbound_paused_at IS NOT NULL)
             AS connection,
           count(workspace_id)::int AS workspace, (count(*) - count(workspace_id))::int AS installation
         FROM pauses`,
      );
      return row ?? { connection: 0, workspace: 0, installation: 0 };
    },
  };
}

/**
 * Writes what the CTE changed into the audit of every workspace that it concerns. $1 is the scope, $2
 * who did it, $3 where they belong: elsewhere they are nobody's to know.
 */
function noteIn(cte: "paused" | "resumed", detail: string): string {
  return `INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id, detail)
    SELECT new_id('aud'), w.id,
      CASE WHEN $1::text IS NULL THEN 'installation.${cte}' ELSE 'workspace.${cte}' END,
      CASE WHEN $1::text IS NOT NULL OR w.id = $3::text THEN $2::text ELSE 'system' END,
      $1::text, jsonb_build_object(${detail})
    FROM ${cte} p JOIN workspaces w ON p.workspace_id IS NULL OR w.id = p.workspace_id`;
}
