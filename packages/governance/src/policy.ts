/** Decides by rules whether a message may go out, must be asked about, or is blocked. */
import { type PolicySubject, readCondition } from "./condition.ts";

export type PolicyEffect = "auto_approve" | "require_approval" | "escalate" | "block";

export interface PolicyRule {
  readonly id: string;
  readonly name: string;
  /** Higher comes first; among equals the smaller id, which is the older rule. */
  readonly priority: number;
  readonly enabled: boolean;
  readonly effect: PolicyEffect;
  /** The condition as stored; parsed here, since a stored rule may be newer than this code. */
  readonly when: unknown;
  readonly schedule?: unknown;
  readonly exceptions?: unknown;
}

export interface Evaluation {
  readonly effect: PolicyEffect;
  readonly ruleId?: string;
  /** In plain words, for the person who wonders why. */
  readonly explanation: string;
}

/**
 * The first enabled rule that matches, highest priority first; none: approval is required.
 *
 * A rule with a part that is not understood here does not match, and after it nothing is approved
 * automatically any more: it might have been the rule that forbids.
 */
export function evaluate(rules: readonly PolicyRule[], subject: PolicySubject): Evaluation {
  const notes: string[] = [];
  for (const rule of inOrder(rules)) {
    const fault = notUnderstood(rule);
    if (fault !== null) {
      notes.push(`The rule “${rule.name}” was passed over: ${fault}.`);
      continue;
    }
    const condition = readCondition(rule.when);
    if (!condition.understood || !condition.matches(subject)) continue;
    if (rule.effect === "auto_approve" && notes.length > 0) {
      const held = `The rule “${rule.name}” would approve, but a rule before it was not understood.`;
      return {
        effect: "require_approval",
        ruleId: rule.id,
        explanation: [...notes, held].join(" "),
      };
    }
    const matched = `The rule “${rule.name}” matched.`;
    return { effect: rule.effect, ruleId: rule.id, explanation: [...notes, matched].join(" ") };
  }
  const none = "No rule matched, so a person must approve.";
  return { effect: "require_approval", explanation: [...notes, none].join(" ") };
}

function inOrder(rules: readonly PolicyRule[]): PolicyRule[] {
  return rules
    .filter((rule) => rule.enabled)
    .sort((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1));
}

const EFFECTS: readonly string[] = ["auto_approve", "require_approval", "escalate", "block"];

function notUnderstood(rule: PolicyRule): string | null {
  if (!EFFECTS.includes(rule.effect)) return "its effect is not understood";
  if (rule.schedule != null) return "schedules are not understood here";
  if (rule.exceptions != null) return "exceptions are not understood here";
  const condition = readCondition(rule.when);
  return condition.understood ? null : condition.fault;
}
