import { describe, expect, it } from "vitest";
import { draftOf, inputOf } from "./draft.ts";

const rule = (when: unknown, exceptions: unknown = null) => ({
  ...{ name: "R", enabled: true, priority: 10, effect: "block" as const, when },
  ...{ schedule: null, exceptions, approval: null },
});

describe("a rule that is edited", () => {
  it.each([
    { all: [] },
    { any: [] },
    { all: [{ links: false }, { not: { chatType: ["private"] } }] },
    { any: [{ media: true }, { buttons: true }] },
  ])("comes out of the form as it went in: %j", (when) => {
    const draft = draftOf(rule(when));
    expect(draft.when.rows).not.toBeNull();
    expect(inputOf(draft)).toEqual(rule(when));
  });

  it("shows a single condition as a row, and writes it as a list of one", () => {
    expect(inputOf(draftOf(rule({ links: true }))).when).toEqual({ all: [{ links: true }] });
  });

  it("shows exceptions as rows too, and none as none", () => {
    const exceptions = [{ chatId: ["42"] }, { not: { firstContact: true } }];
    const draft = draftOf(rule({ all: [] }, exceptions));
    expect(draft.exceptions.rows).toHaveLength(2);
    expect(inputOf(draft).exceptions).toEqual(exceptions);
    expect(inputOf(draftOf(rule({ all: [] }, []))).exceptions).toBeNull();
  });

  it("leaves as it is written what is nested deeper", () => {
    const when = { all: [{ links: false }, { any: [{ media: true }] }] };
    const exceptions = [{ links: true }, { all: [{ media: true }, { buttons: true }] }];
    const draft = draftOf(rule(when, exceptions));
    expect([draft.when.rows, draft.exceptions.rows]).toEqual([null, null]);
    expect(inputOf(draft)).toEqual(rule(when, exceptions));
  });
});
