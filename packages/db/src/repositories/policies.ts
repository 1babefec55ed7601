/** The rules of a workspace, as governance evaluates them. */
import type { Client, Sql } from "../client.ts";
import type { Policy } from "../generated/client.ts";

export type PolicyRow = Policy;

export function createPolicies(client: Client, _sql: Sql) {
  return {
    /** The rules that count, in no particular order: governance puts them in theirs. */
    async enabled(workspaceId: string): Promise<PolicyRow[]> {
      return client.policy.findMany({ where: { workspaceId, enabled: true } });
    },
  };
}
