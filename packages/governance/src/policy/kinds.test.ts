import { describe, expect, it } from "vitest";
import { evaluate, faultsOfRule, type PolicyRule, readRules } from "./evaluate.ts";
import type { PolicyFacts } from "./facts.ts";
import { longestPattern } from "./pattern.ts";
import { factsOf } from "./testing.ts";

type Change = Parameters<typeof factsOf>[0];

function ruleWith(when: unknown, change: Partial<PolicyRule> = {}): PolicyRule {
  const plain = { id: "pol_1", name: "it", priority: 0, enabled: true, effect: "block" } as const;
  return { ...plain, when, ...change };
}

function ask(when: unknown, facts: PolicyFacts, change: Partial<PolicyRule> = {}) {
  return evaluate(readRules([ruleWith(when, change)]), facts);
}

const said = (text: string): Change => ({ said: { text } });

const berlin = "Europe/Berlin";

describe("the kinds of conditions", () => {
  it.each<[string, unknown, Change, boolean]>([
    ["the connection", { connectionId: ["conn_1"] }, {}, true],
    ["another connection", { connectionId: ["conn_2"] }, {}, false],
    ["the chat", { chatId: ["42"] }, {}, true],
    ["an id that the chat had", { chatId: ["-5"] }, { chatIds: ["-1005", "-5"] }, true],
    ["a chat outside the allow-list", { not: { chatId: ["1", "2"] } }, {}, true],
    ["its type", { chatType: ["group", "private"] }, {}, true],
    ["another type", { chatType: ["channel"] }, {}, false],
    ["first contact", { firstContact: true }, { firstContact: true }, true],
    ["no first contact", { firstContact: false }, { firstContact: true }, false],
    ["the key", { requester: ["key:key_1"] }, {}, true],
    ["any key", { requester: ["key"] }, {}, true],
    ["a person", { requester: ["user"] }, {}, false],
    ["a pattern", { pattern: ["x", "(?i)REFUND"] }, { said: { text: "a refund" } }, true],
    ["no pattern", { pattern: ["refund$"] }, { said: { text: "refund it" } }, false],
    ["a word split by what nobody sees", { pattern: ["refund"] }, said("re\u200bf\u00adund"), true],
    ["what nobody sees itself", { pattern: ["\\x{200B}"] }, said("re\u200bfund"), true],
    ["a file's name", { pattern: ["refund"] }, { said: { fileNames: ["refund.pdf"] } }, true],
    ["a long text", { textLength: { min: 3 } }, { said: { text: "four" } }, true],
    ["a short text", { textLength: { max: 3 } }, { said: { text: "four" } }, false],
    ["a link", { links: true }, { said: { links: ["example.com"] } }, true],
    ["no link", { links: false }, {}, true],
    ["a domain", { linkDomains: ["Example.com"] }, { said: { links: ["a.example.com/x"] } }, true],
    [
      "a look-alike",
      { linkDomains: ["example.com"] },
      { said: { links: ["notexample.com"] } },
      false,
    ],
    ["a person's link", { linkDomains: ["x.com"] }, { said: { links: ["tg://user?id=1"] } }, false],
    [
      "a user name before a host",
      { linkDomains: ["x.com"] },
      { said: { links: ["https://x.com@evil.org"] } },
      false,
    ],
    ["domains without a link", { linkDomains: ["example.com"] }, {}, false],
    ["a kind of media", { media: ["photo"] }, { said: { media: ["photo"] } }, true],
    ["any media", { media: true }, { said: { media: ["poll"] } }, true],
    ["no media", { media: false }, {}, true],
    ["buttons", { buttons: true }, { said: { buttons: true } }, true],
    ["a metadata value", { metadata: { key: "a", in: [1, "x"] } }, { metadata: { a: "x" } }, true],
    ["another value", { metadata: { key: "a", in: ["x"] } }, { metadata: { a: "y" } }, false],
    ["an inherited member", { metadata: { key: "constructor" } }, {}, false],
    [
      "a place in the budget",
      { budget: { by: ["chat"], within: "1h", max: 2 } },
      { used: new Map([["chat/3600", 1]]) },
      true,
    ],
    [
      "a budget used up",
      { budget: { by: ["chat"], within: "1h", max: 2 } },
      { used: new Map([["chat/3600", 2]]) },
      false,
    ],
    ["hours", { time: { zone: berlin, from: "10:00", to: "10:01" } }, {}, true],
    ["an hour too late", { time: { zone: berlin, from: "09:00", to: "10:00" } }, {}, false],
    ["a weekday", { time: { zone: "UTC", weekdays: ["wed"] } }, {}, true],
    ["another weekday", { time: { zone: "UTC", weekdays: ["thu"] } }, {}, false],
    [
      "a weekday of another zone",
      { time: { zone: "Pacific/Kiritimati", weekdays: ["wed"] } },
      {},
      true,
    ],
    [
      "the time it goes out",
      { time: { zone: "UTC", from: "23:00", to: "24:00" } },
      { sendAt: new Date("2026-11-25T23:30:00Z") },
      true,
    ],
  ])("asks about %s", (_name, when, facts, matches) => {
    const { effect, explanation } = ask(when, factsOf(facts));
    expect(effect, explanation).toBe(matches ? "block" : "require_approval");
  });

  it.each<[string, boolean]>([
    ["2026-11-27T23:00:00Z", true],
    ["2026-11-28T05:59:00Z", true],
    ["2026-11-28T06:00:00Z", false],
    ["2026-11-27T05:00:00Z", false],
    ["2026-11-28T23:00:00Z", false],
  ])("goes over midnight with the weekday on which it began: %s", (at, inside) => {
    const when = { time: { zone: "UTC", from: "22:00", to: "06:00", weekdays: ["fri"] } };
    const { effect } = ask(when, factsOf({ now: new Date(at) }));
    expect(effect === "block").toBe(inside);
  });

  it("keeps to the clock of the zone when summer begins", () => {
    const when = { time: { zone: berlin, from: "09:00", to: "10:00" } };
    const [winter, summer] = ["2026-03-28T08:30:00Z", "2026-03-29T07:30:00Z"];
    for (const at of [winter, summer]) {
      expect(ask(when, factsOf({ now: new Date(at as string) })).effect).toBe("block");
    }
  });

  it("leaves open what depends on a fact that nobody knows, and approves nothing after it", () => {
    const facts = factsOf({ chatType: null });
    const open = { not: { chatType: ["channel"] } };
    expect(ask(open, facts, { effect: "auto_approve" })).toEqual({
      effect: "require_approval",
      explanation:
        "The rule “it” was passed over: the chat's type is not known. No rule matched, so a person must approve.",
    });
    const next = ruleWith({ all: [] }, { id: "pol_2", effect: "auto_approve", priority: -1 });
    expect(evaluate(readRules([ruleWith(open), next]), facts).effect).toBe("require_approval");
    expect(ask({ any: [open, { all: [] }] }, facts).effect).toBe("block");
    expect(ask({ all: [open, { any: [] }] }, facts).explanation).toContain("did not match");
  });

  it("says of every rule that was asked why it did not match", () => {
    const rules = [
      ruleWith({ links: true }, { id: "pol_1", name: "links", priority: 3 }),
      ruleWith(
        { budget: { by: ["chat", "requester"], within: "24h", max: 5 } },
        {
          id: "pol_2",
          name: "budget",
          priority: 2,
        },
      ),
      ruleWith({ all: [{ chatType: ["private"] }, { pattern: ["hi"] }] }, { name: "hello" }),
    ];
    const facts = factsOf({ used: new Map([["requester+chat/86400", 5]]) });
    expect(evaluate(readRules(rules), facts).explanation).toBe(
      "The rule “links” did not match: it has no links. " +
        "The rule “budget” did not match: 5 of 5 are used by requester and chat within 24h. " +
        "The rule “hello” matched: the chat's type is private, and its text matches the pattern hi.",
    );
  });
});

describe("schedules and exceptions", () => {
  it("leaves a rule out while it is not in force", () => {
    const at = (now: string, schedule: unknown) =>
      ask({ all: [] }, factsOf({ now: new Date(now) }), { schedule }).effect;
    const days = { zone: "UTC", startsAt: "2026-12-01T00:00:00Z", endsAt: "2026-12-24T00:00:00Z" };
    expect(at("2026-11-30T23:59:59Z", days)).toBe("require_approval");
    expect(at("2026-12-01T00:00:00Z", days)).toBe("block");
    expect(at("2026-12-24T00:00:00Z", days)).toBe("require_approval");
    const office = { zone: "UTC", from: "09:00", to: "17:00", weekdays: ["mon"] };
    expect(at("2026-11-30T09:00:00Z", office)).toBe("block");
    expect(at("2026-11-30T17:00:00Z", office)).toBe("require_approval");
  });

  it("does not match where an exception holds, and says which", () => {
    const exceptions = [{ links: true }, { chatId: ["42"] }];
    const result = ask({ all: [] }, factsOf(), { exceptions });
    expect(result.effect).toBe("require_approval");
    expect(result.explanation).toContain("an exception applies, the chat is one of those named");
    expect(ask({ all: [] }, factsOf({ chatIds: ["7"] }), { exceptions }).effect).toBe("block");
  });
});

describe("what a set of rules asks for", () => {
  it("is nothing where nothing beyond the message counts", () => {
    const { needs } = readRules([ruleWith({ links: true })]);
    expect(needs).toEqual({ chatType: false, firstContact: false, budgets: [] });
  });

  it("is each budget once, counted as far as the largest goes; disabled rules ask for nothing", () => {
    const budget = (max: number) => ({ budget: { by: ["chat"], within: "60m", max } });
    const hourly = { budget: { by: ["chat"], within: "1h", max: 9 } };
    const { needs } = readRules([
      ruleWith({ any: [budget(3), hourly] }),
      ruleWith({ firstContact: true }, { exceptions: [{ chatType: ["group"] }] }),
      ruleWith({ budget: { by: ["requester"], max: 1 } }, { enabled: false }),
    ]);
    expect(needs).toEqual({
      chatType: true,
      firstContact: true,
      budgets: [{ key: "chat/3600", by: ["chat"], withinSeconds: 3_600, max: 9 }],
    });
  });
});

describe("faults of a rule", () => {
  it.each<[string, unknown, string, RegExp]>([
    ["an unknown kind", { all: [{ moon: 1 }] }, "when.all.0.moon", /known: all, any, not, conn/],
    ["a chat that is no id", { chatId: ["@name"] }, "when.chatId.0", /Telegram's number/],
    ["an unknown type", { chatType: ["person"] }, "when.chatType", /private, group/],
    ["look-around", { pattern: ["(?=a)"] }, "when.pattern.0", /look-around/],
    ["an open bracket", { pattern: ["(a"] }, "when.pattern.0", /missing closing/],
    ["a long pattern", { pattern: ["a".repeat(longestPattern + 1)] }, "when.pattern.0", /500/],
    ["a pattern that grows", { pattern: ["((a{1,30}){1,30})b"] }, "when.pattern.0", /too large/],
    ["an offset as zone", { time: { zone: "+02:00" } }, "when.time.zone", /Europe\/Berlin/],
    ["an unknown zone", { time: { zone: "Mars/Base" } }, "when.time.zone", /Europe\/Berlin/],
    ["25 o'clock", { time: { zone: "UTC", from: "25:00" } }, "when.time.from", /09:30/],
    [
      "no hours at all",
      { time: { zone: "UTC", from: "09:00", to: "09:00" } },
      "when.time.to",
      /same/,
    ],
    ["a misspelt member", { time: { zone: "UTC", day: ["mon"] } }, "when.time.day", /weekdays/],
    ["a budget of nobody", { budget: { by: [], max: 1 } }, "when.budget.by", /requester, chat/],
    ["a budget of nothing", { budget: { by: ["chat"], max: 0 } }, "when.budget.max", /10000/],
    [
      "a span of months",
      { budget: { by: ["chat"], within: "1mo", max: 1 } },
      "when.budget.within",
      /15m/,
    ],
    ["a domain with a path", { linkDomains: ["a.com/x"] }, "when.linkDomains.0", /example.com/],
    ["a wrong requester", { requester: ["key:*"] }, "when.requester.0", /key_…/],
    ["an empty range", { textLength: {} }, "when.textLength", /min, max or both/],
  ])("names place and remedy of %s", (_name, when, path, message) => {
    expect(faultsOfRule(ruleWith(when))).toEqual([
      { path, message: expect.stringMatching(message) as string },
    ]);
  });

  it.each<[unknown, string]>([
    [{ approvers: [] }, "approval.approvers"],
    [{ approvers: ["role:member"] }, "approval.approvers"],
    [{ required: 0 }, "approval.required"],
    [{ required: 2, approvers: ["user:usr_1"] }, "approval.required"],
    [{ handOver: "yes" }, "approval.handOver"],
    [
      {
        required: 2,
        handOver: true,
        escalateAfter: "1h",
        escalateTo: [["role:admin"], ["user:usr_1"]],
      },
      "approval.required",
    ],
    [{ escalateTo: ["role:owner"] }, "approval.escalateTo"],
    [{ expiresAfter: "1h", remindBefore: "2h" }, "approval.remindBefore"],
    [
      { expiresAfter: "2h", escalateAfter: "1h", escalateTo: [["role:admin"], ["role:owner"]] },
      "approval.escalateAfter",
    ],
    [{ expiresAfter: "soon" }, "approval.expiresAfter"],
    [{ escalateAfter: "1h" }, "approval.escalateAfter"],
    [{ escalateAfter: "1h", escalateTo: ["Ann"] }, "approval.escalateTo"],
    [
      { expiresAfter: "1h", escalateAfter: "1h", escalateTo: ["user:usr_1"] },
      "approval.escalateAfter",
    ],
    [{ hurry: true }, "approval.hurry"],
  ])("does not take what it would not keep: %j", (approval, path) => {
    const faults = faultsOfRule(ruleWith({ all: [] }, { approval }));
    expect(faults.map((each) => each.path)).toEqual([path]);
  });

  it("takes what an approval keeps", () => {
    const approval = {
      approvers: ["user:usr_1", "user:Ada@example.org", "key:key_1", "role:approver"],
      required: 2,
      expiresAfter: "24h",
      remindBefore: "1h",
      escalateAfter: "4h",
      escalateTo: [["role:admin"], ["user:usr_1", "user:usr_2"]],
      handOver: true,
    };
    expect(faultsOfRule(ruleWith({ all: [] }, { approval }))).toEqual([]);
    const at = { approval: { escalateTo: ["user:usr_1"] }, effect: "escalate" as const };
    expect(faultsOfRule(ruleWith({ all: [] }, at))).toEqual([]);
  });
});
