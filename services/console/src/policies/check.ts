/** Checks a rule before it is stored: every part understood, and the rules together within bounds. */
import { type Fault, problem } from "@lumenflow/api";
import type { PolicyContent } from "@lumenflow/db";
import {
  faultsOfRule,
  mostBudgets,
  mostInstructions,
  type PolicyRule,
  readRules,
} from "@lumenflow/governance";

/** More is no set of rules that anybody oversees, and each is asked about every message. */
export const mostRules = 100;
/** Rules are read for every message. */
const largestRule = 32_768;

/** @throws Problem E010 naming each part that cannot be as wanted. */
export function checkRule(rule: PolicyContent, at = ""): void {
  const faults: Fault[] = faultsOfRule(rule).map(({ path, message }) => ({
    path: `${at}${path}`,
    message,
  }));
  if (JSON.stringify(rule).length > largestRule) {
    const message = `the rule is larger than ${largestRule} characters of JSON; split it`;
    faults.push({ path: `${at}when`, message });
  }
  if (faults.length > 0) throw problem.invalid(faults);
}

/** @throws Problem E010 where asking all enabled rules about one message would cost too much. */
export function checkTogether(rules: readonly PolicyRule[]): void {
  const { instructions, needs } = readRules(rules);
  const faults: Fault[] = [];
  if (instructions > mostInstructions) {
    const message = `the patterns of all enabled rules come to ${instructions} instructions, and ${mostInstructions} is the most; shorten some, or disable a rule`;
    faults.push({ path: "when", message });
  }
  if (needs.budgets.length > mostBudgets) {
    const message = `the enabled rules count ${needs.budgets.length} different budgets, and ${mostBudgets} is the most; give some the same span, or disable a rule`;
    faults.push({ path: "when", message });
  }
  if (faults.length > 0) throw problem.invalid(faults);
}
