import { describe, expect, it } from "vitest";
import { ApiProblem, unreachable } from "../api/api-problem.ts";
import { decisionProblem, whyNot } from "./decision-problem.ts";

const me = {
  kind: "user",
  id: "usr_1",
  mayDecideOwn: false,
  scopes: ["messages:read", "approvals:decide"],
};
const approval = { requester: { kind: "key", id: "key_1", name: "Sidekick" } } as const;
const own = { requester: { kind: "user", id: "usr_1", name: "Mira" } } as const;

describe("a person", () => {
  it("may decide what somebody else asked for", () => {
    expect(whyNot(approval, me)).toBeNull();
  });

  it("may not decide what they asked for themselves, unless that is allowed for try-outs", () => {
    expect(whyNot(own, me)).toContain("yourself");
    expect(whyNot(own, { ...me, mayDecideOwn: true })).toBeNull();
  });

  it("is not taken for a key of the same id", () => {
    expect(whyNot({ requester: { ...own.requester, kind: "key" } }, me)).toBeNull();
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
