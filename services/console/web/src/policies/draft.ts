/** A rule while it is edited: simple conditions as rows of a form, everything else as JSON. */
import type { Policy, PolicyInput } from "../api/contract.ts";
import { fieldsOf } from "../telegram/fields.ts";

export interface ConditionRow {
  readonly key: string;
  readonly negated: boolean;
  /** An object of exactly one kind. */
  readonly condition: Readonly<Record<string, unknown>>;
}

export interface Draft {
  readonly name: string;
  readonly enabled: boolean;
  readonly priority: number;
  readonly effect: Policy["effect"];
  readonly match: "all" | "any";
  /** Null where the conditions are nested deeper than the form shows. */
  readonly rows: readonly ConditionRow[] | null;
  readonly when: unknown;
  readonly schedule: unknown;
  readonly exceptions: unknown;
  readonly approval: unknown;
}

export const emptyDraft: Draft = {
  ...{ name: "", enabled: true, priority: 0, effect: "require_approval", match: "all" },
  ...{ rows: [], when: { all: [] }, schedule: null, exceptions: null, approval: null },
};

let rowsMade = 0;
export function newRow(condition: ConditionRow["condition"], negated = false): ConditionRow {
  rowsMade += 1;
  return { key: `row ${rowsMade}`, negated, condition };
}

export function draftOf(policy: Omit<Policy, "id" | "version" | "createdAt" | "updatedAt">): Draft {
  const { name, enabled, priority, effect, when, schedule, exceptions, approval } = policy;
  const { match, rows } = rowsOf(when);
  return { name, enabled, priority, effect, match, rows, when, schedule, exceptions, approval };
}

function rowsOf(when: unknown): Pick<Draft, "match" | "rows"> {
  const fields = fieldsOf(when);
  const match = fields.any !== undefined ? "any" : "all";
  const group = fields[match];
  const parts = Array.isArray(group) ? group : [when];
  const rows = parts.map(rowOf);
  return { match, rows: rows.every((row) => row !== null) ? (rows as ConditionRow[]) : null };
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
  const { name, enabled, priority, effect, match, rows, when } = draft;
  const { schedule, exceptions, approval } = draft;
  const conditions = rows?.map(({ negated, condition }) =>
    negated ? { not: condition } : condition,
  );
  return {
    ...{ name, enabled, priority, effect },
    when: conditions === undefined ? when : { [match]: conditions },
    ...({ schedule, exceptions, approval } as Pick<
      PolicyInput,
      "schedule" | "exceptions" | "approval"
    >),
  };
}
