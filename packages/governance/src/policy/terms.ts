/** Reads what a rule asks of the approval that it leads to, and says what that comes to. */
import { approverRemedy, mostApprovals, readApprover } from "../approvers.ts";
import { durationRemedy, secondsOf } from "./duration.ts";
import { isRecord, type Reading, refuseOthers } from "./reading.ts";

/** What an approval takes along from its rule. */
export interface ApprovalTerms {
  /** Who may decide; without it whoever has approvals:decide. */
  readonly approvers?: readonly string[];
  /** How many of them must approve. */
  readonly required?: number;
  /** Ends the question. */
  readonly expiresAfter?: string;
  /** How long one level has before the next is asked. */
  readonly escalateAfter?: string;
  /** Whom to ask next: one level, or a list of levels. */
  readonly escalateTo?: readonly string[] | readonly (readonly string[])[];
  /** Whether those asked before can no longer decide then. */
  readonly handOver?: boolean;
  /** How long before the end whoever has not decided is reminded. */
  readonly remindBefore?: string;
}

const names = [
  "approvers",
  "required",
  "expiresAfter",
  "escalateAfter",
  "escalateTo",
  "handOver",
  "remindBefore",
];
const mostNamed = 50;
const mostRequired = 20;
const mostLevels = 5;
const defaultRemindSeconds = 15 * 60;

export function readTerms(value: unknown, path: string, reading: Reading, effect: string): void {
  if (!isRecord(value)) {
    reading.fault(path, 'is not an object, such as { "expiresAfter": "24h" }');
    return;
  }
  refuseOthers(value, path, reading, names);
  const { approvers, required = 1, handOver, escalateAfter, escalateTo } = value;
  if (approvers !== undefined) readNames(approvers, `${path}.approvers`, reading);
  const isCount = Number.isInteger(required) && Number(required) >= 1;
  if (!isCount || Number(required) > mostRequired) {
    reading.fault(`${path}.required`, `is not a whole number from 1 to ${mostRequired}`);
  }
  for (const name of ["expiresAfter", "escalateAfter", "remindBefore"]) {
    if (value[name] === undefined || secondsOf(value[name]) !== undefined) continue;
    reading.fault(`${path}.${name}`, `is no span of time; ${durationRemedy}`);
  }
  if (handOver !== undefined && typeof handOver !== "boolean") {
    reading.fault(`${path}.handOver`, "is neither true nor false");
  }
  if (escalateTo !== undefined) readLevels(escalateTo, `${path}.escalateTo`, reading);
  const goesOn =
    escalateTo !== undefined && (effect !== "escalate" || levelsOf(termsOf(value)).length > 1);
  if (goesOn && escalateAfter === undefined) {
    reading.fault(`${path}.escalateTo`, "goes with escalateAfter; give both or neither");
  }
  if (escalateAfter !== undefined && escalateTo === undefined) {
    reading.fault(`${path}.escalateAfter`, "goes with escalateTo; give both or neither");
  }
  if (reading.faults.length === 0) readTogether(termsOf(value), path, reading, effect);
}

/** What each part for itself does not show: a question that nobody could ever answer. */
function readTogether(terms: ApprovalTerms, path: string, reading: Reading, effect: string): void {
  const { approvers = [], required = 1, handOver = false } = terms;
  const levels = levelsOf(terms);
  const asked = effect === "escalate" && levels.length > 0 ? levels : [approvers, ...levels];
  for (const [index, level] of asked.entries()) {
    const able = mostApprovals(handOver ? level : reachedBy(asked.slice(0, index + 1)));
    if (able === undefined || able >= required) continue;
    const message = `is more than the ${able} who may approve; name more, or ask for fewer`;
    reading.fault(`${path}.required`, message);
    break;
  }
  const ends = secondsOf(terms.expiresAfter);
  const escalates = secondsOf(terms.escalateAfter);
  if (ends === undefined) return;
  if (escalates !== undefined && escalates * (asked.length - 1) >= ends) {
    reading.fault(
      `${path}.escalateAfter`,
      "is not before expiresAfter for every level; give a shorter time",
    );
  }
  if ((secondsOf(terms.remindBefore) ?? 0) >= ends) {
    reading.fault(`${path}.remindBefore`, "is not shorter than expiresAfter; give a shorter time");
  }
}

function readLevels(value: unknown, path: string, reading: Reading): void {
  const isChain = Array.isArray(value) && value.some((level) => Array.isArray(level));
  if (!isChain) {
    readNames(value, path, reading);
    return;
  }
  if (value.length > mostLevels) {
    reading.fault(path, `has more than ${mostLevels} levels; leave some out`);
  }
  for (const [index, level] of value.entries()) readNames(level, `${path}.${index}`, reading);
}

function readNames(value: unknown, path: string, reading: Reading): void {
  const isList = Array.isArray(value) && value.length > 0 && value.length <= mostNamed;
  if (isList && value.every((name) => readApprover(name) !== undefined)) return;
  reading.fault(path, `is not a list of 1 to ${mostNamed} approvers; ${approverRemedy}`);
}

/** Everybody named in terms. */
export function namedIn(terms: unknown): string[] {
  const { approvers, escalateTo } = termsOf(terms);
  return [...new Set([...(approvers ?? []), ...(escalateTo ?? []).flat()])] as string[];
}

/** The same terms with names replaced. */
export function renamed(terms: unknown, rename: (name: string) => string): unknown {
  if (!isRecord(terms)) return terms;
  const each = (value: unknown): unknown => {
    if (typeof value === "string") return rename(value);
    return Array.isArray(value) ? value.map(each) : value;
  };
  const { approvers, escalateTo } = terms;
  return {
    ...terms,
    ...(approvers !== undefined && { approvers: each(approvers) }),
    ...(escalateTo !== undefined && { escalateTo: each(escalateTo) }),
  };
}

/** Stored terms were read before they were stored. */
function termsOf(given: unknown): ApprovalTerms {
  return (isRecord(given) ? given : {}) as ApprovalTerms;
}

function levelsOf({ escalateTo }: ApprovalTerms): (readonly string[])[] {
  if (!Array.isArray(escalateTo)) return [];
  const isChain = escalateTo.some((each) => Array.isArray(each));
  if (isChain) return escalateTo as (readonly string[])[];
  return escalateTo.length === 0 ? [] : [escalateTo as readonly string[]];
}

/** Who may decide once several levels were asked; nobody named means whoever may decide at all. */
function reachedBy(levels: readonly (readonly string[])[]): string[] {
  return levels.some((level) => level.length === 0) ? [] : [...new Set(levels.flat())];
}

/** How an approval begins. */
export interface Asking {
  readonly approvers: readonly string[];
  readonly required: number;
  readonly level: number;
  readonly expiresAt: Date | null;
  readonly escalateAt: Date | null;
  readonly remindAt: Date | null;
}

/**
 * What an approval asked for now is. The effect `escalate` passes over the first level. Where terms
 * are not understood they ask for nothing; but then their rule was passed over.
 */
export function askingOf(
  given: unknown,
  {
    effect,
    now,
    messageExpiresAt,
  }: {
    readonly effect: string;
    readonly now: Date;
    readonly messageExpiresAt: Date | null;
  },
): Asking {
  const terms = termsOf(given);
  const levels = levelsOf(terms);
  const level = effect === "escalate" ? 1 : 0;
  const approvers = (effect === "escalate" ? levels[0] : undefined) ?? terms.approvers ?? [];
  const expiresAt = approvalExpiry(terms, now, messageExpiresAt);
  return {
    approvers: [...new Set(approvers)],
    required: terms.required ?? 1,
    level,
    expiresAt,
    escalateAt: levels.length > level ? later(now, terms.escalateAfter) : null,
    remindAt: expiresAt === null ? null : reminder(terms, now, expiresAt),
  };
}

/** Whom to ask at the next level, who may decide from then on, and when the one after is due. */
export interface Escalation {
  readonly level: number;
  readonly to: readonly string[];
  readonly approvers: readonly string[];
  readonly handedOver: boolean;
  readonly escalateAt: Date | null;
}

/** Null where nobody is left to be asked. */
export function escalationOf(
  given: unknown,
  { level, approvers, now }: Pick<Asking, "level" | "approvers"> & { readonly now: Date },
): Escalation | null {
  const terms = termsOf(given);
  const levels = levelsOf(terms);
  const to = levels[level];
  if (to === undefined) return null;
  const handedOver = terms.handOver === true;
  return {
    level: level + 1,
    to,
    approvers: handedOver ? [...new Set(to)] : reachedBy([approvers, to]),
    handedOver,
    escalateAt: levels.length > level + 1 ? later(now, terms.escalateAfter) : null,
  };
}

/** When an approval asked for now ends; the earlier of what the message and its rule say. */
function approvalExpiry(terms: unknown, now: Date, messageExpiresAt: Date | null): Date | null {
  const end = isRecord(terms) ? later(now, terms.expiresAfter) : null;
  if (end === null) return messageExpiresAt;
  return messageExpiresAt !== null && messageExpiresAt < end ? messageExpiresAt : end;
}

/** A quarter of an hour before the end, or when half of a short time is over. */
function reminder({ remindBefore }: ApprovalTerms, now: Date, expiresAt: Date): Date {
  const span = (expiresAt.getTime() - now.getTime()) / 1_000;
  const before = secondsOf(remindBefore) ?? Math.min(defaultRemindSeconds, span / 2);
  return new Date(Math.max(now.getTime(), expiresAt.getTime() - before * 1_000));
}

function later(now: Date, span: unknown): Date | null {
  const seconds = secondsOf(span);
  return seconds === undefined ? null : new Date(now.getTime() + seconds * 1_000);
}
