import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate, inOrder, type PolicyRule, policyEffects, readRules } from "./evaluate.ts";
import { findLinks } from "./links.ts";
import { compilePattern } from "./pattern.ts";
import { factsOf } from "./testing.ts";

/** Conditions whose truth is known beforehand, some of them open. */
const condition = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom<unknown>(
      { all: [] },
      { any: [] },
      { links: true },
      { links: false },
      { chatType: ["private"] },
      { chatId: ["42"] },
    ),
    fc.record({ not: tie("tree") }),
    fc.record({ all: fc.array(tie("tree"), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie("tree"), { maxLength: 3 }) }),
  ),
})).tree;

const rule: fc.Arbitrary<PolicyRule> = fc.record({
  id: fc.integer({ min: 0, max: 999 }).map((number) => `pol_${String(number).padStart(3, "0")}`),
  name: fc.constant("r"),
  priority: fc.integer({ min: -2, max: 2 }),
  enabled: fc.boolean(),
  effect: fc.constantFrom(...policyEffects),
  when: condition,
});
const rules = fc.uniqueArray(rule, { selector: ({ id }) => id, maxLength: 8 });
const facts = fc
  .record({ linked: fc.boolean(), typed: fc.boolean() })
  .map(({ linked, typed }) =>
    factsOf({ chatType: typed ? "private" : null, said: { links: linked ? ["a.org"] : [] } }),
  );

describe("whatever the rules are", () => {
  it("the order of the list does not matter", () => {
    fc.assert(
      fc.property(rules, fc.infiniteStream(fc.nat()), facts, (list, randoms, asked) => {
        const shuffled = list
          .map((each) => ({ each, at: randoms.next().value }))
          .sort((a, b) => a.at - b.at)
          .map(({ each }) => each);
        const one = evaluate(readRules(list), asked);
        expect(evaluate(readRules(shuffled), asked)).toEqual(one);
      }),
    );
  });

  it("the first that matches by itself decides, and none that comes before it matches", () => {
    fc.assert(
      fc.property(rules, facts, (list, asked) => {
        const alone = (each: PolicyRule) =>
          evaluate(readRules([{ ...each, effect: "block" }]), asked).ruleId !== undefined;
        const first = inOrder(list).find(alone);
        const { ruleId, effect } = evaluate(readRules(list), asked);
        expect(ruleId).toBe(first?.id);
        // Doubt before it can only make it stricter.
        if (effect !== first?.effect) expect(effect).toBe("require_approval");
      }),
    );
  });

  it("what comes after the rule that decides changes nothing", () => {
    fc.assert(
      fc.property(rules, rules, facts, (list, others, asked) => {
        const decided = evaluate(readRules(list), asked);
        fc.pre(decided.ruleId !== undefined);
        const later = others.map((each) => ({ ...each, id: `z${each.id}`, priority: -9 }));
        expect(evaluate(readRules([...list, ...later]), asked)).toEqual(decided);
      }),
    );
  });

  it("nothing is approved automatically that no rule approves", () => {
    fc.assert(
      fc.property(rules, facts, (list, asked) => {
        const strict = list.filter(({ effect }) => effect !== "auto_approve");
        expect(evaluate(readRules(strict), asked).effect).not.toBe("auto_approve");
      }),
    );
  });
});

describe("patterns", () => {
  it("cannot hang: what makes a backtracking engine run for years is answered", () => {
    for (const source of ["(a+)+$", "(a|aa)+$", "(.*)*x", "([a-z]+)*\\d$"]) {
      const pattern = compilePattern(source);
      if (!pattern.ok) throw new Error(pattern.message);
      expect(pattern.found(`${"a".repeat(100_000)}!`)).toBe(false);
    }
    expect(findLinks("a".repeat(100_000))).toEqual([]);
    expect(findLinks("a.".repeat(50_000))).toEqual([]);
  });

  it("finds links with a scheme and without, and no end of a sentence", () => {
    expect(
      findLinks("See https://a.org/x?y=1 and t.me/name. Or пример.рф! Not 3.14 or e.g. this."),
    ).toEqual(["https://a.org/x?y=1", "t.me/name.", "пример.рф"]);
  });
});
