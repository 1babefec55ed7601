/** What reading a rule brings to light: its faults, each with place and remedy, and the facts it asks for. */
import type { Budget, Needs, PolicyFacts } from "./facts.ts";

export interface RuleFault {
  readonly path: string;
  readonly message: string;
}

/** `holds` is undefined where a fact is not known; `words` are a true statement about the facts. */
export interface Judgement {
  readonly holds: boolean | undefined;
  readonly words: string;
}

export type Judge = (facts: PolicyFacts) => Judgement;

export interface Reading {
  readonly faults: RuleFault[];
  /** Notes a fault; what was read judges nothing then. */
  fault(path: string, message: string): Judge;
  need(fact: "chatType" | "firstContact" | Budget): void;
  needs(): Needs;
  /** Adds up what patterns cost, in instructions. */
  spend(instructions: number): void;
  spent(): number;
}

/** Stands in for what could not be read; never asked, since a rule with faults is passed over. */
export const unread: Judge = () => ({
  holds: undefined,
  words: "a part of the rule is not understood",
});

export function createReading(): Reading {
  const faults: RuleFault[] = [];
  const facts = { chatType: false, firstContact: false };
  const budgets = new Map<string, Budget>();
  let instructions = 0;
  return {
    faults,
    fault(path, message) {
      faults.push({ path, message });
      return unread;
    },
    need(fact) {
      if (typeof fact === "string") {
        facts[fact] = true;
        return;
      }
      const known = budgets.get(fact.key);
      if (known === undefined || known.max < fact.max) budgets.set(fact.key, fact);
    },
    spend(more) {
      instructions += more;
    },
    spent: () => instructions,
    needs: () => ({ ...facts, budgets: [...budgets.values()] }),
  };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A list of texts, none empty, `most` at most; otherwise undefined, and the fault is noted. */
export function readTexts(
  value: unknown,
  path: string,
  reading: Reading,
  { most, of }: { readonly most: number; readonly of: string },
): string[] | undefined {
  const isList =
    Array.isArray(value) &&
    value.length <= most &&
    value.every((each) => typeof each === "string" && each.length > 0 && each.length <= 255);
  if (isList) return value;
  reading.fault(path, `is not a list of ${of}; give 0 to ${most} texts of 1 to 255 characters`);
  return undefined;
}

/** One of the given words each; otherwise undefined, and the fault is noted. */
export function readWords<Word extends string>(
  value: unknown,
  path: string,
  reading: Reading,
  words: readonly Word[],
): Word[] | undefined {
  const known: readonly unknown[] = words;
  const isList =
    Array.isArray(value) && value.length > 0 && value.every((each) => known.includes(each));
  if (isList) return [...new Set(value as Word[])];
  reading.fault(path, `is not a list of known words; give one or more of ${words.join(", ")}`);
  return undefined;
}

/** Names what an object holds that nobody reads, so that no part of a rule is lost in silence. */
export function refuseOthers(
  value: Record<string, unknown>,
  path: string,
  reading: Reading,
  known: readonly string[],
): void {
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue;
    reading.fault(`${path}.${name}`, `is not understood; known here are ${known.join(", ")}`);
  }
}
