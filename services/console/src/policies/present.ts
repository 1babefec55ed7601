/** Turns rows of rules into what the API answers. */
import type { PolicyView } from "@lumenflow/api";
import type { CurrentPolicies, PolicyRow } from "@lumenflow/db";

export function presentPolicy(row: PolicyRow): PolicyView {
  return {
    id: row.id,
    name: row.name,
    priority: row.priority,
    enabled: row.enabled,
    effect: row.effect,
    when: row.when,
    schedule: row.schedule ?? null,
    exceptions: row.exceptions ?? null,
    approval: row.approval ?? null,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

export function presentPolicies({ rules, revision }: CurrentPolicies) {
  return { data: rules.map(presentPolicy), revision };
}
