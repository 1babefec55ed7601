import { describe, expect, it } from "vitest";
import { ApiProblem, unreachable } from "../api/api-problem.ts";
import { decisionProblem, whyNot } from "./decision-problem.ts";

const me = {
  kind: "user",
  id: "usr_1",
  mayDecideOwn: false,
  scopes: ["messages:read", "approvals:decide"],
};
const approval = {
  requester: { kind: "key", id: "key_1", name: "Sidekick" },
  mayDecide: true,
  approvers: null,
  decisions: [],
  digest: "sha256:1",
} satisfies Parameters<typeof whyNot>[0];
const own = {
  ...approval,
  requester: { kind: "user", id: "usr_1", name: "Mira" },
  mayDecide: false,
} as const;

describe("a person", () => {
  it("may decide what the server says they may", () => {
    expect(whyNot(approval, me)).toBeNull();
    expect(whyNot({ ...own, mayDecide: true }, { ...me, mayDecideOwn: true })).toBeNull();
  });

  it("is told that it is their own, and not taken for a key of the same id", () => {
    expect(whyNot(own, me)).toContain("yourself");
    const keys = { ...own, requester: { ...own.requester, kind: "key" as const } };
    expect(whyNot(keys, me)).not.toContain("yourself");
  });

  it("is told whom it waits for: others that were asked, or others besides them", () => {
    const approvers = [
      { who: "user:usr_2", name: "Lena" },
      { who: "role:owner", name: null },
    ];
    const elsewhere = { ...approval, mayDecide: false, approvers };
    expect(whyNot(elsewhere, me)).toBe("Others are asked about this one: Lena, every owner.");
    const vote = {
      ...{ id: "dec_1", decision: "approved" as const, via: "api" as const, reason: null },
      by: { kind: "user" as const, id: "usr_1", name: "Mira" },
      castBy: null,
      ...{ digest: "sha256:1", at: "2026-11-26T00:00:00.000Z", voidedAt: null },
    };
    expect(whyNot({ ...elsewhere, decisions: [vote] }, me)).toContain("You have approved it");
    const edited = { ...elsewhere, digest: "sha256:2", decisions: [vote] };
    expect(whyNot(edited, me)).toContain("Others are asked");
  });

  it("decides nothing without the scope for it", () => {
    expect(whyNot(approval, { ...me, scopes: ["messages:read"] })).toContain("role");
  });
});

describe("a refused decision", () => {
  const refused = (code: string, detail = "why") =>
    new ApiProblem({ status: 409, code, title: "Not so", detail });

  it("tells a message that has changed from one that was decided elsewhere", () => {
    expect(decisionProblem(refused("E023"), { status: "pending" }).title).toContain("changed");
    expect(decisionProblem(refused("E023"), { status: "rejected" }).title).toContain("elsewhere");
  });

  it("says what the server said where that explains it", () => {
    expect(decisionProblem(refused("E004", "It is your own."), { status: "pending" })).toEqual({
      title: "You cannot decide this one",
      detail: "It is your own.",
    });
  });

  it("does not claim that nothing happened where no answer came", () => {
    expect(decisionProblem(unreachable(), { status: "pending" }).detail).toContain("not known");
  });
});
