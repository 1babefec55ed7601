import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isApprover, readApprover } from "./approvers.ts";
import { differences } from "./diff.ts";
import { askingOf, escalationOf, renamed } from "./policy/terms.ts";
import { judgeVote, type Question, type Wish } from "./vote.ts";

const question: Question = {
  status: "pending",
  digest: "d1",
  expired: false,
  requester: { kind: "key", id: "sidekick" },
  approvers: [],
  required: 2,
  votes: [],
};
const wish: Wish = {
  decider: { kind: "user", id: "a", role: "approver" },
  decision: "approved",
  digest: "d1",
  mayDecideOwn: false,
};
const vote = (id: string, decision: "approved" | "rejected" = "approved", digest = "d1") => ({
  ...{ kind: "user", id, decision, digest },
});

describe("a decision", () => {
  it.each<[string, Partial<Question>, Partial<Wish>, object]>([
    ["is the first of two", {}, {}, { kind: "counts", approvals: 1 }],
    ["is the last one", { votes: [vote("b")] }, {}, { kind: "decides", approvals: 2 }],
    ["rejects alone", {}, { decision: "rejected" }, { kind: "decides" }],
    ["says the same again", { votes: [vote("a")] }, {}, { kind: "unchanged" }],
    [
      "says the opposite",
      { votes: [vote("a")] },
      { decision: "rejected" },
      { kind: "voted-otherwise" },
    ],
    ["comes late", { expired: true }, {}, { kind: "expired" }],
    ["comes after another", { status: "rejected" }, {}, { kind: "settled", status: "rejected" }],
    ["is about another version", {}, { digest: "d0" }, { kind: "other-digest" }],
    ["is of who asked", { requester: { kind: "user", id: "a" } }, {}, { kind: "own" }],
    [
      "is of who asked, by the key for try-outs",
      { requester: { kind: "user", id: "a" } },
      { mayDecideOwn: true },
      { kind: "counts" },
    ],
    ["is of one not named", { approvers: ["user:b", "role:owner"] }, {}, { kind: "not-named" }],
    ["is of one named by role", { approvers: ["role:approver"] }, {}, { kind: "counts" }],
    [
      "comes after votes on another version",
      { votes: [vote("b", "approved", "d0")] },
      {},
      { kind: "counts", approvals: 1 },
    ],
  ])("that %s", (_name, change, by, expected) => {
    expect(judgeVote({ ...question, ...change }, { ...wish, ...by })).toMatchObject(expected);
  });

  it("is that of who is away, where only they are asked, and counts once", () => {
    const away = { kind: "user", id: "z" } as const;
    const asked = { ...question, approvers: ["user:z"], required: 1 };
    const standing = { ...wish, standsFor: [away] };
    expect(judgeVote(asked, standing)).toMatchObject({ kind: "decides", as: away });
    const through = { kind: "own-through-another" };
    expect(judgeVote({ ...asked, requester: away }, standing)).toEqual(through);
    expect(judgeVote(asked, { ...wish, standsFor: [{ ...away, own: true }] })).toEqual(through);
    expect(judgeVote({ ...asked, approvers: ["user:b"] }, standing).kind).toBe("not-named");
    const own = { ...asked, requester: { kind: "user", id: "a" } };
    expect(judgeVote(own, standing)).toEqual({ kind: "own" });
    const both = { ...asked, approvers: ["user:a", "user:z"], required: 2 };
    expect(judgeVote(both, standing)).toMatchObject({ as: { id: "a" } });
    const castBy = { kind: "user", id: "a" };
    for (const votes of [[vote("a")], [{ ...vote("z"), castBy }]]) {
      expect(judgeVote({ ...both, votes }, standing)).toEqual({ kind: "unchanged" });
    }
    expect(judgeVote({ ...asked, required: 2, votes: [vote("z")] }, standing)).toEqual({
      kind: "unchanged",
    });
  });

  it("releases with the last approval that is missing, whoever comes in whichever order", () => {
    const people = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 12 });
    const property = fc.property(people, fc.integer({ min: 1, max: 4 }), (order, required) => {
      const votes: ReturnType<typeof vote>[] = [];
      for (const id of order) {
        const decider = { kind: "user", id } as const;
        const { kind } = judgeVote({ ...question, required, votes }, { ...wish, decider });
        if (kind === "unchanged") continue;
        votes.push(vote(id));
        const distinct = new Set(votes.map((each) => each.id)).size;
        expect(distinct).toBe(votes.length);
        expect(kind).toBe(distinct >= required ? "decides" : "counts");
        if (kind === "decides") return;
      }
      expect(new Set(order).size).toBeLessThan(required);
    });
    fc.assert(property);
  });
});

describe("names of approvers", () => {
  it.each([
    ["user:usr_1", { kind: "user", id: "usr_1" }],
    ["key:key_1", { kind: "key", id: "key_1" }],
    ["role:admin", { kind: "role", role: "admin" }],
    ["user:Ada@Example.org", { kind: "email", email: "ada@example.org" }],
  ])("%s is understood", (name, expected) => {
    expect(readApprover(name)).toEqual(expected);
  });

  it.each(["Ada", "user:", "user:ada", "key:usr_1", "role:viewer", "role:", "user:a b@c", 7, null])(
    "%s is not",
    (name) => {
      expect(readApprover(name)).toBeUndefined();
    },
  );

  it("by role mean people, never keys", () => {
    expect(isApprover(["role:owner"], { kind: "key", id: "key_1" })).toBe(false);
    expect(isApprover(["role:owner"], { kind: "user", id: "usr_1", role: "owner" })).toBe(true);
    expect(isApprover([], { kind: "key", id: "key_1" })).toBe(true);
  });

  it("are replaced wherever terms name them", () => {
    const terms = { approvers: ["a"], escalateTo: [["a", "b"], ["c"]], required: 2 };
    expect(renamed(terms, (name) => name.toUpperCase())).toEqual({
      ...{ approvers: ["A"], escalateTo: [["A", "B"], ["C"]], required: 2 },
    });
  });
});

describe("an approval's terms", () => {
  const now = new Date("2026-11-26T10:00:00Z");
  const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
  const about = { effect: "require_approval", now, messageExpiresAt: null };
  const chain = {
    ...{ approvers: ["user:usr_a"], expiresAfter: "3h", escalateAfter: "1h" },
    escalateTo: [["role:admin"], ["role:owner"]],
  };

  it("begin with whom they name, or with whoever may decide", () => {
    expect(askingOf(null, about)).toEqual({
      ...{ approvers: [], required: 1, level: 0 },
      ...{ expiresAt: null, escalateAt: null, remindAt: null },
    });
    expect(askingOf({ ...chain, required: 2 }, about)).toEqual({
      ...{ approvers: ["user:usr_a"], required: 2, level: 0 },
      ...{ expiresAt: at(180), escalateAt: at(60), remindAt: at(165) },
    });
  });

  it("pass over the first level where the rule escalates", () => {
    expect(askingOf(chain, { ...about, effect: "escalate" })).toMatchObject({
      ...{ approvers: ["role:admin"], level: 1, escalateAt: at(60) },
    });
    expect(askingOf(null, { ...about, effect: "escalate" })).toMatchObject({
      ...{ approvers: [], level: 1, escalateAt: null },
    });
  });

  it("widen level by level, or hand over, and end with the last", () => {
    const first = escalationOf(chain, { level: 0, approvers: ["user:usr_a"], now });
    expect(first).toEqual({
      ...{ level: 1, to: ["role:admin"], approvers: ["user:usr_a", "role:admin"] },
      ...{ handedOver: false, escalateAt: at(60) },
    });
    const handing = { ...chain, handOver: true };
    expect(escalationOf(handing, { level: 1, approvers: ["role:admin"], now })).toEqual({
      ...{ level: 2, to: ["role:owner"], approvers: ["role:owner"] },
      ...{ handedOver: true, escalateAt: null },
    });
    expect(escalationOf(chain, { level: 2, approvers: [], now })).toBeNull();
    // Whoever may decide at all goes on deciding.
    expect(escalationOf(chain, { level: 0, approvers: [], now })?.approvers).toEqual([]);
  });

  it("remind halfway where the time is short, and when they say", () => {
    const soon = { ...about, messageExpiresAt: at(10) };
    expect(askingOf(null, soon).remindAt).toEqual(at(5));
    const said = { expiresAfter: "3h", remindBefore: "1h" };
    expect(askingOf(said, about).remindAt).toEqual(at(120));
  });
});

describe("differences", () => {
  it("name each field that differs", () => {
    const before = { type: "text", text: "a", list: [1, 2], gone: true };
    const after = { type: "text", text: "b", list: [1, 3], come: null };
    expect(differences(before, after)).toEqual([
      { path: "text", from: "a", to: "b" },
      { path: "list.1", from: 2, to: 3 },
      { path: "gone", from: true },
      { path: "come", to: null },
    ]);
    expect(differences({ a: [] }, { a: {} })).toEqual([{ path: "a", from: [], to: {} }]);
    expect(differences(before, before)).toEqual([]);
  });
});
