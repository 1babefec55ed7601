/** The rules of a workspace: as governance evaluates them, as people change them, and what they ask about. */
import type { PolicyEffect } from "@lumenflow/governance";
import type { Client, Sql } from "../client.ts";
import type { Policy } from "../generated/client.ts";
import { type Circumstance, circumstances, type Known, lockPlaces } from "./policies/facts.ts";
import { type PastMessage, type PastPage, pastMessages } from "./policies/past.ts";

export type PolicyRow = Omit<Policy, "effect"> & { readonly effect: PolicyEffect };

/** What a rule says, in the form in which it is stored. */
export type PolicyContent = Pick<
  PolicyRow,
  "name" | "priority" | "enabled" | "effect" | "when" | "schedule" | "exceptions" | "approval"
>;

export interface CurrentPolicies {
  /** Counts the changes; the same number, the same rules. */
  readonly revision: number;
  /** Postgres's clock. */
  readonly now: Date;
  /** In the order in which they are asked. */
  readonly rules: readonly PolicyRow[];
}

export function createPolicies(client: Client, sql: Sql) {
  async function read(workspaceId: string, disabledToo: boolean): Promise<CurrentPolicies> {
    const rows = await sql<PolicyRow & { revision: number; now: Date; id: string | null }>(
      currentPolicies,
      [workspaceId, disabledToo],
    );
    const { revision = 0, now = new Date() } = rows[0] ?? {};
    const rules = rows
      .filter(({ id }) => id !== null)
      .map(({ revision: _revision, now: _now, ...rule }) => rule as PolicyRow);
    return { revision, now, rules };
  }

  return {
    /** The rules that count. */
    current: (workspaceId: string) => read(workspaceId, false),

    /** All rules. */
    all: (workspaceId: string) => read(workspaceId, true),

    async find(workspaceId: string, id: string): Promise<PolicyRow | null> {
      const row = await client.policy.findUnique({
        where: { workspaceId_id: { workspaceId, id } },
      });
      return row === null ? null : { ...row, effect: row.effect as PolicyEffect };
    },

    /** What rules ask about a message beside itself. */
    circumstances: (asked: Circumstance): Promise<Known> => circumstances(sql, asked),

    /**
     * Until the transaction ends, nobody else counts or takes places in these budgets. Comes before
     * any other lock, and before `circumstances`.
     */
    lockPlaces: (asked: Circumstance): Promise<void> => lockPlaces(sql, asked),

    /** Requests of the past with what rules would have been asked about, newest first. */
    past: (page: PastPage): Promise<PastMessage[]> => pastMessages(sql, page),

    /** Nobody else changes the workspace's rules until the transaction ends. */
    async lock(workspaceId: string): Promise<void> {
      await sql("SELECT id FROM workspaces WHERE id = $1 FOR NO KEY UPDATE", [workspaceId]);
    },

    /** Counts a change; belongs into its transaction, behind `lock`. The new revision. */
    async advance(workspaceId: string): Promise<number> {
      const [row] = await sql<{ revision: number }>(
        `UPDATE workspaces SET policy_revision = policy_revision + 1 WHERE id = $1
         RETURNING policy_revision AS revision`,
        [workspaceId],
      );
      return row?.revision ?? 0;
    },

    async add(workspaceId: string, id: string, content: PolicyContent): Promise<void> {
      await sql(
        `INSERT INTO policies (workspace_id, id, name, priority, enabled, effect, "when", schedule,
           exceptions, approval)
         VALUES ($1, $2, $3, $4::int, $5::boolean, $6, $7::text::jsonb, $8::text::jsonb,
           $9::text::jsonb, $10::text::jsonb)`,
        [workspaceId, id, ...columnsOf(content)],
      );
    },

    async replace(workspaceId: string, id: string, content: PolicyContent): Promise<void> {
      await sql(
        `UPDATE policies SET name = $3, priority = $4::int, enabled = $5::boolean, effect = $6,
           "when" = $7::text::jsonb, schedule = $8::text::jsonb, exceptions = $9::text::jsonb,
           approval = $10::text::jsonb, version = version + 1, updated_at = clock_timestamp()
         WHERE workspace_id = $1 AND id = $2`,
        [workspaceId, id, ...columnsOf(content)],
      );
    },

    /** The first is asked first; `ids` are all rules there are. Only those that move are touched. */
    async order(workspaceId: string, ids: readonly string[]): Promise<void> {
      await sql(
        `UPDATE policies p SET priority = wanted.priority, version = p.version + 1,
           updated_at = clock_timestamp()
         FROM (SELECT id, (10 * (cardinality($2::text[]) - place + 1))::int AS priority
               FROM unnest($2::text[]) WITH ORDINALITY AS named (id, place)) AS wanted
         WHERE p.workspace_id = $1 AND p.id = wanted.id AND p.priority <> wanted.priority`,
        [workspaceId, ids],
      );
    },

    async remove(workspaceId: string, id: string): Promise<void> {
      await sql("DELETE FROM policies WHERE workspace_id = $1 AND id = $2", [workspaceId, id]);
    },
  };
}

function columnsOf(content: PolicyContent): unknown[] {
  const { name, priority, enabled, effect, when, schedule, exceptions, approval } = content;
  const json = [when, schedule, exceptions, approval].map((value) =>
    value == null ? null : JSON.stringify(value),
  );
  return [name, priority, enabled, effect, ...json];
}

const currentPolicies = {
  name: "current-policies",
  text: `
SELECT w.policy_revision AS revision, clock_timestamp() AS now, p.id,
  p.workspace_id AS "workspaceId", p.name, p.priority, p.enabled, p.effect, p."when", p.schedule,
  p.exceptions, p.approval, p.version, p.created_at AS "createdAt", p.updated_at AS "updatedAt"
FROM workspaces w LEFT JOIN policies p ON p.workspace_id = w.id AND (p.enabled OR $2::boolean)
WHERE w.id = $1
ORDER BY p.priority DESC, p.id COLLATE "C"`,
};
