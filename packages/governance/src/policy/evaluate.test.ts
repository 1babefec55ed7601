import { describe, expect, it } from "vitest";
import { evaluate as evaluateSet, type PolicyRule, readRules } from "./evaluate.ts";
import { factsOf } from "./testing.ts";

const subject = factsOf({ chatIds: ["42", "-5"] });
const everything = { all: [] };
const evaluate = (rules: readonly PolicyRule[], facts = subject) =>
  evaluateSet(readRules(rules), facts);

function rule(change: Partial<PolicyRule> & { id: string }): PolicyRule {
  return {
    name: change.id,
    priority: 0,
    enabled: true,
    effect: "auto_approve",
    when: everything,
    ...change,
  };
}

describe("evaluating the policy", () => {
  it("requires approval where there is no rule", () => {
    const result = evaluate([], subject);
    expect(result).toEqual({
      effect: "require_approval",
      explanation: "No rule matched, so a person must approve.",
    });
  });

  it("requires approval where no enabled rule matches", () => {
    const rules = [rule({ id: "pol_1", enabled: false }), rule({ id: "pol_2", when: { any: [] } })];
    expect(evaluate(rules, subject)).not.toHaveProperty("ruleId");
    expect(evaluate(rules, subject).effect).toBe("require_approval");
  });

  it("takes the highest priority first, whatever the order of the list", () => {
    const rules = [
      rule({ id: "pol_low", priority: 1, effect: "block" }),
      rule({ id: "pol_high", priority: 2 }),
    ];
    for (const list of [rules, rules.toReversed()]) {
      expect(evaluate(list, subject)).toEqual({
        effect: "auto_approve",
        ruleId: "pol_high",
        explanation: "The rule “pol_high” matched: it asks for nothing in particular.",
      });
    }
  });

  it("takes the older of two rules of the same priority", () => {
    const rules = [rule({ id: "pol_02" }), rule({ id: "pol_01", effect: "escalate" })];
    for (const list of [rules, rules.toReversed()]) {
      expect(evaluate(list, subject).ruleId).toBe("pol_01");
    }
  });

  it.each<[string, unknown, boolean]>([
    ["all of nothing", { all: [] }, true],
    ["any of nothing", { any: [] }, false],
    ["not everything", { not: { all: [] } }, false],
    ["not nothing", { not: { any: [] } }, true],
    ["all of both", { all: [{ all: [] }, { any: [] }] }, false],
    ["any of both", { any: [{ all: [] }, { any: [] }] }, true],
    ["the chat's id", { chatId: ["42"] }, true],
    ["an id that the chat had", { chatId: ["1", "-5"] }, true],
    ["another chat", { chatId: ["-6"] }, false],
    ["no chat", { chatId: [] }, false],
    ["a nest", { all: [{ not: { any: [{ not: { all: [] } }] } }] }, true],
  ])("composes conditions: %s", (_name, when, matches) => {
    const { effect } = evaluate([rule({ id: "pol_1", when })], subject);
    expect(effect).toBe(matches ? "auto_approve" : "require_approval");
  });

  it.each<[string, Partial<PolicyRule>, string]>([
    ["an unknown condition", { when: { moonPhase: "full" } }, "“moonPhase” is not understood"],
    ["one inside not", { when: { not: { moonPhase: 1 } } }, "“moonPhase” is not understood"],
    ["one beside a match", { when: { any: [{ all: [] }, { x: 1 }] } }, "“x” is not understood"],
    ["two kinds at once", { when: { all: [], any: [] } }, "exactly one kind"],
    ["no kind", { when: {} }, "exactly one kind"],
    ["no object", { when: null }, "not an object"],
    ["no list", { when: { all: {} } }, "“all” is not a list"],
    ["a deep nest", { when: nested(40) }, "nested deeper"],
    ["an inherited name", { when: { constructor: [] } }, "“constructor” is not understood"],
    ["a schedule", { schedule: { days: ["mon"] } }, "schedule.days is not understood"],
    ["exceptions", { exceptions: [{}] }, "exceptions.0 does not have exactly one kind"],
    ["an unknown effect", { effect: "perhaps" as "block" }, "effect is not understood"],
  ])("passes over a rule with %s and says so", (_name, change, words) => {
    const result = evaluate([rule({ id: "pol_1", ...change })], subject);
    expect(result.effect).toBe("require_approval");
    expect(result.ruleId).toBeUndefined();
    expect(result.explanation).toContain(words);
  });

  it("approves nothing automatically after a rule that it did not understand", () => {
    const unknown = rule({ id: "pol_x", priority: 9, effect: "block", when: { moonPhase: 1 } });
    const result = evaluate([unknown, rule({ id: "pol_ok" })], subject);
    expect(result.effect).toBe("require_approval");
    expect(result.explanation).toContain("is not understood");
  });

  it("still blocks after a rule that it did not understand", () => {
    const unknown = rule({ id: "pol_x", priority: 9, when: { moonPhase: 1 } });
    const result = evaluate([unknown, rule({ id: "pol_no", effect: "block" })], subject);
    expect(result).toMatchObject({ effect: "block", ruleId: "pol_no" });
  });

  it("is not troubled by an unknown rule of lower priority", () => {
    const unknown = rule({ id: "pol_x", priority: -1, when: { moonPhase: 1 } });
    expect(evaluate([unknown, rule({ id: "pol_ok" })], subject).effect).toBe("auto_approve");
  });
});

function nested(depth: number): unknown {
  return depth === 0 ? everything : { not: nested(depth - 1) };
}
