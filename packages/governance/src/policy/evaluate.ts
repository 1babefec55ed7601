/** Decides by rules whether a message may go out, must be asked about, or is blocked. */
import { readSchedule } from "./clock.ts";
import { readCondition } from "./condition.ts";
import type { Needs, PolicyFacts } from "./facts.ts";
import { createReading, type Judge, type Reading, type RuleFault } from "./reading.ts";
import { readTerms } from "./terms.ts";

export const policyEffects = ["auto_approve", "require_approval", "escalate", "block"] as const;
export type PolicyEffect = (typeof policyEffects)[number];

export interface PolicyRule {
  readonly id: string;
  readonly name: string;
  /** Higher comes first; among equals the smaller id, which is the older rule. */
  readonly priority: number;
  readonly enabled: boolean;
  readonly effect: PolicyEffect;
  /** The condition as stored; parsed here, since a stored rule may be newer than this code. */
  readonly when: unknown;
  /** When the rule is in force. */
  readonly schedule?: unknown;
  /** Conditions; where one holds, the rule does not match. */
  readonly exceptions?: unknown;
  /** What it asks of the approval. */
  readonly approval?: unknown;
}

export interface Evaluation {
  readonly effect: PolicyEffect;
  readonly ruleId?: string;
  /** In plain words, for the person who wonders why: every rule that was asked, and its answer. */
  readonly explanation: string;
}

interface ReadRule {
  readonly id: string;
  readonly name: string;
  readonly effect: PolicyEffect;
  readonly fault: RuleFault | undefined;
  readonly judge: Judge;
}

/** A workspace's rules, read once: in the order in which they are asked. */
export interface RuleSet {
  readonly rules: readonly ReadRule[];
  /** What the caller has to find out before it asks. */
  readonly needs: Needs;
  /** What its patterns cost together, for each character of a text. */
  readonly instructions: number;
}

/** What the patterns of a workspace's enabled rules may cost together: see `instructions`. */
export const mostInstructions = 1_000;
/** Counting is bounded by this: a set of rules with more budgets is refused. */
export const mostBudgets = 10;
export const mostExceptions = 20;

export function readRules(rules: readonly PolicyRule[]): RuleSet {
  const asked = createReading();
  const read = inOrder(rules).map((rule): ReadRule => {
    const reading = createReading();
    const judge = readRule(rule, reading);
    const { chatType, firstContact, budgets } = reading.needs();
    if (chatType) asked.need("chatType");
    if (firstContact) asked.need("firstContact");
    for (const budget of budgets) asked.need(budget);
    asked.spend(reading.spent());
    const { id, name, effect } = rule;
    return { id, name, effect, fault: reading.faults[0], judge };
  });
  return { rules: read, needs: asked.needs(), instructions: asked.spent() };
}

/** What is wrong with a rule, each with its place and remedy; nothing where it is understood. */
export function faultsOfRule(rule: Omit<PolicyRule, "id">): RuleFault[] {
  const reading = createReading();
  readRule(rule, reading);
  return reading.faults;
}

/**
 * The first enabled rule that matches, highest priority first; none: approval is required.
 *
 * A rule with a part that is not understood here, or that asks for what nobody knows, does not match,
 * and after it nothing is approved automatically any more: it might have been the rule that forbids.
 */
export function evaluate({ rules }: RuleSet, facts: PolicyFacts): Evaluation {
  const notes: string[] = [];
  let inDoubt = false;
  for (const { id, name, effect, fault, judge } of rules) {
    if (fault !== undefined) {
      inDoubt = true;
      notes.push(`The rule “${name}” was passed over: ${fault.path} ${fault.message}.`);
      continue;
    }
    const { holds, words } = judge(facts);
    if (holds === undefined) {
      inDoubt = true;
      notes.push(`The rule “${name}” was passed over: ${words}.`);
    } else if (!holds) {
      notes.push(`The rule “${name}” did not match: ${words}.`);
    } else if (effect === "auto_approve" && inDoubt) {
      const held = `The rule “${name}” would approve, but a rule before it was passed over.`;
      return { effect: "require_approval", ruleId: id, explanation: [...notes, held].join(" ") };
    } else {
      const matched = `The rule “${name}” matched: ${words}.`;
      return { effect, ruleId: id, explanation: [...notes, matched].join(" ") };
    }
  }
  const none = "No rule matched, so a person must approve.";
  return { effect: "require_approval", explanation: [...notes, none].join(" ") };
}

/** The order in which rules are asked. */
export function inOrder<Rule extends Pick<PolicyRule, "id" | "priority" | "enabled">>(
  rules: readonly Rule[],
): Rule[] {
  return rules
    .filter((rule) => rule.enabled)
    .sort((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1));
}

/** In force, then the condition, then the exceptions: the first that speaks against it is named. */
function readRule(rule: Omit<PolicyRule, "id">, reading: Reading): Judge {
  const known: readonly string[] = policyEffects;
  if (!known.includes(rule.effect)) {
    reading.fault("effect", `is not understood; give one of ${policyEffects.join(", ")}`);
  }
  const inForce =
    rule.schedule == null ? undefined : readSchedule(rule.schedule, "schedule", reading);
  const matches = readCondition(rule.when, "when", reading);
  const exceptions = readExceptions(rule.exceptions, reading);
  if (rule.approval != null) readTerms(rule.approval, "approval", reading, rule.effect);
  return (facts) => {
    const force = inForce?.(facts);
    if (force?.holds === false) return force;
    const matched = matches(facts);
    if (matched.holds === false) return matched;
    const excepted = exceptions.map((exception) => exception(facts));
    const exception = excepted.find(({ holds }) => holds === true);
    if (exception) return { holds: false, words: `an exception applies, ${exception.words}` };
    return excepted.find(({ holds }) => holds === undefined) ?? matched;
  };
}

function readExceptions(value: unknown, reading: Reading): Judge[] {
  if (value == null) return [];
  if (!Array.isArray(value) || value.length > mostExceptions) {
    reading.fault("exceptions", `is not a list; give up to ${mostExceptions} conditions`);
    return [];
  }
  return value.map((item, index) => readCondition(item, `exceptions.${index}`, reading));
}
