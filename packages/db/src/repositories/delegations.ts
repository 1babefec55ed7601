/** Who decides for whom while they are away. */
import { decidingRoles } from "@lumenflow/governance";
import type { Client, Sql } from "../client.ts";
import { newId } from "../ids.ts";
import { lacksSecondFactor } from "./trusted.ts";

export interface NewDelegation {
  readonly workspaceId: string;
  readonly userId: string;
  readonly delegateId: string;
  readonly from: Date | null;
  readonly until: Date;
  readonly initiator: string;
}

export interface DelegationRow {
  readonly id: string;
  readonly userId: string;
  readonly userName: string;
  readonly delegateId: string;
  readonly delegateName: string;
  readonly from: Date;
  readonly until: Date;
  /** Whether it holds now, by Postgres's clock. */
  readonly active: boolean;
}

/** A person for whom somebody decides now. */
export interface AwayPerson {
  readonly kind: "user";
  readonly id: string;
  readonly name: string;
  readonly role: string;
  /** Who decides for them. */
  readonly delegateId: string;
}

export function createDelegations(_client: Client, sql: Sql) {
  return {
    async add(delegation: NewDelegation): Promise<DelegationRow> {
      const id = newId("delegation");
      await sql(
        `WITH added AS (
           INSERT INTO approval_delegations (id, workspace_id, user_id, delegate_id, starts_at, ends_at)
           VALUES ($1, $2, $3, $4, coalesce($5::text::timestamptz, clock_timestamp()),
             $6::text::timestamptz)
           RETURNING id, workspace_id, delegate_id, starts_at, ends_at
         )
         INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id, detail)
         SELECT $7, workspace_id, 'delegation.made', $8, id, jsonb_build_object('delegate',
           'user:' || delegate_id, 'from', instant_text(starts_at), 'until', instant_text(ends_at))
         FROM added`,
        [
          id,
          delegation.workspaceId,
          delegation.userId,
          delegation.delegateId,
          delegation.from?.toISOString() ?? null,
          delegation.until.toISOString(),
          newId("audit"),
          delegation.initiator,
        ],
      );
      const found = (await list(delegation.workspaceId)).find((each) => each.id === id);
      if (found === undefined) throw new Error("a delegation was not stored");
      return found;
    },

    /** Those that hold or will, the oldest first. */
    list,

    async end(workspaceId: string, id: string, initiator: string): Promise<boolean> {
      const rows = await sql(
        `WITH ended AS (
           UPDATE approval_delegations SET ended_at = clock_timestamp()
           WHERE workspace_id = $1 AND id = $2 AND ended_at IS NULL RETURNING id, workspace_id
         )
         INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id)
         SELECT $3, workspace_id, 'delegation.ended', $4, id FROM ended RETURNING id`,
        [workspaceId, id, newId("audit"), initiator],
      );
      return rows.length > 0;
    },

    /**
     * Whom somebody decides for now, as long as they may decide themselves; without `delegateId`
     * everybody that anybody decides for.
     */
    async away(workspaceId: string, delegateId?: string): Promise<AwayPerson[]> {
      return sql(
        `SELECT 'user' AS kind, u.id, u.name, m.role, d.delegate_id AS "delegateId"
         FROM approval_delegations d JOIN users u ON u.id = d.user_id
         JOIN workspaces w ON w.id = d.workspace_id
         JOIN members m ON m.workspace_id = d.workspace_id AND m.user_id = d.user_id
         WHERE d.workspace_id = $1 AND ($2::text IS NULL OR d.delegate_id = $2)
           AND m.role = ANY($3::text[]) AND NOT ${lacksSecondFactor}
           AND d.ended_at IS NULL AND d.starts_at <= clock_timestamp()
           AND d.ends_at > clock_timestamp() ORDER BY d.id`,
        [workspaceId, delegateId ?? null, decidingRoles],
      );
    },
  };

  async function list(workspaceId: string): Promise<DelegationRow[]> {
    return sql(
      `SELECT d.id, d.user_id AS "userId", u.name AS "userName", d.delegate_id AS "delegateId",
         g.name AS "delegateName", d.starts_at AS "from", d.ends_at AS "until",
         d.starts_at <= clock_timestamp() AS active
       FROM approval_delegations d JOIN users u ON u.id = d.user_id
       JOIN users g ON g.id = d.delegate_id
       WHERE d.workspace_id = $1 AND d.ended_at IS NULL AND d.ends_at > clock_timestamp()
       ORDER BY d.id`,
      [workspaceId],
    );
  }
}
