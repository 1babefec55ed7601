/** A rule while it is edited: simple conditions as rows of a form, everything else as JSON. */
import type { Policy, PolicyInput } from "../api/contract.ts";
import { fieldsOf } from "../telegram/fields.ts";

export interface ConditionRow {
  readonly key: string;
  readonly negated: boolean;
  /** An object of exactly one kind. */
  readonly condition: Readonly<Record<string, unknown>>;
}

/** As they are written where one is nested deeper than the form shows. */
export type Conditions =
  | { readonly rows: readonly ConditionRow[] }
  | { readonly rows: null; readonly written: unknown };

export interface Draft {
  readonly name: string;
  readonly enabled: boolean;
  readonly priority: number;
  readonly effect: Policy["effect"];
  /** How many of `when` must hold. */
  readonly match: "all" | "any";
  readonly when: Conditions;
  readonly schedule: unknown;
  readonly exceptions: Conditions;
  readonly approval: unknown;
}

export const emptyDraft: Draft = {
  ...{ name: "", enabled: true, priority: 0, effect: "require_approval", match: "all" },
  ...{ when: { rows: [] }, schedule: null, exceptions: { rows: [] }, approval: null },
};

let rowsMade = 0;
export function newRow(condition: ConditionRow["condition"], negated = false): ConditionRow {
  rowsMade += 1;
  return { key: `row ${rowsMade}`, negated, condition };
}

export function draftOf(policy: Omit<Policy, "id" | "version" | "createdAt" | "updatedAt">): Draft {
  const { name, enabled, priority, effect, when, schedule, exceptions, approval } = policy;
  const fields = fieldsOf(when);
  const match = fields.any === undefined ? "all" : "any";
  const group = fields[match];
  return {
    ...{ name, enabled, priority, effect, match, schedule, approval },
    when: conditionsOf(Array.isArray(group) ? group : [when], when),
    exceptions: conditionsOf(Array.isArray(exceptions) ? exceptions : [], exceptions),
  };
}

function conditionsOf(parts: readonly unknown[], written: unknown): Conditions {
  const rows = parts.map(rowOf);
  return rows.every((row) => row !== null) ? { rows } : { rows: null, written };
}

function rowOf(condition: unknown): ConditionRow | null {
  const fields = fieldsOf(condition);
  const negated = fields.not !== undefined;
  const inner = negated ? fieldsOf(fields.not) : fields;
  const [kind, ...more] = Object.keys(inner);
  if (kind === undefined || more.length > 0) return null;
  return ["all", "any", "not"].includes(kind) ? null : newRow(inner, negated);
}

/** As the API takes it. */
export function inputOf(draft: Draft): PolicyInput {
  const { name, enabled, priority, effect, match, when, schedule, exceptions, approval } = draft;
  const except = exceptions.rows === null ? exceptions.written : writtenOf(exceptions.rows);
  return {
    ...{ name, enabled, priority, effect },
    when: when.rows === null ? when.written : { [match]: writtenOf(when.rows) },
    ...({
      schedule,
      exceptions: exceptions.rows?.length === 0 ? null : except,
      approval,
    } as Pick<PolicyInput, "schedule" | "exceptions" | "approval">),
  };
}

function writtenOf(rows: readonly ConditionRow[]): unknown[] {
  return rows.map(({ negated, condition }) => (negated ? { not: condition } : condition));
}
