/** A rule as one sentence: where it holds, when, except where, and what it does. */
import type { Policy } from "../api/contract.ts";
import { fieldsOf, numberAt } from "../telegram/fields.ts";
import { conditionWords, type Names, scheduleWords } from "./condition-words.ts";
import { effects } from "./effects.ts";

/** “Where it has no links, in force on weekdays from 08:00 (UTC): goes out without a person.” */
export function sentenceOf(
  rule: Pick<Policy, "effect"> &
    Partial<Pick<Policy, "when" | "schedule" | "exceptions" | "approval">>,
  names: Names,
): string {
  const { effect, when, schedule, exceptions, approval } = rule;
  const conditions = conditionWords(when, names);
  const where =
    conditions === "always" ? "Always" : conditions === "never" ? "Never" : `Where ${conditions}`;
  const times = scheduleWords(schedule, names);
  const except = Array.isArray(exceptions)
    ? exceptions.map((each) => conditionWords(each, names)).join(" or ")
    : "";
  const needed = numberAt(fieldsOf(approval), "required") ?? 1;
  const then = lowerFirst(effects[effect].sentence);
  return [
    where,
    times && `, in force ${times}`,
    except && `, except where ${except}`,
    `: ${needed > 1 ? then.replace("an approval", `${needed} approvals`) : then}`,
  ].join("");
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
