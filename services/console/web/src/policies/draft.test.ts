import { describe, expect, it } from "vitest";
import { draftOf, inputOf } from "./draft.ts";

const rule = (when: unknown) => ({
  ...{ name: "R", enabled: true, priority: 10, effect: "block" as const, when },
  ...{ schedule: null, exceptions: null, approval: null },
});

describe("a rule that is edited", () => {
  it.each([
    { all: [] },
    { any: [] },
    { all: [{ links: false }, { not: { chatType: ["private"] } }] },
    { any: [{ media: true }, { buttons: true }] },
  ])("comes out of the form as it went in: %j", (when) => {
    const draft = draftOf(rule(when));
    expect(draft.rows).not.toBeNull();
    expect(inputOf(draft)).toEqual(rule(when));
  });

  it("shows a single condition as a row, and writes it as a list of one", () => {
    expect(inputOf(draftOf(rule({ links: true }))).when).toEqual({ all: [{ links: true }] });
  });

  it("leaves as JSON what is nested deeper", () => {
    const when = { all: [{ links: false }, { any: [{ media: true }] }] };
    const draft = draftOf(rule(when));
    expect(draft.rows).toBeNull();
    expect(inputOf(draft).when).toEqual(when);
  });
});
