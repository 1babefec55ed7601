import { describe, expect, it } from "vitest";
import { isOutside, neighbour, withSelected } from "./inbox-order.ts";

const list = (...ids: string[]) => ids.map((id) => ({ id }));
const ids = (shown: readonly { id: string }[]) => shown.map(({ id }) => id).join("");

describe("the selected approval", () => {
  it("changes nothing while it is pending, or where none is", () => {
    const pending = list("a", "b");
    expect(withSelected(pending, pending[1], [])).toBe(pending);
    expect(withSelected(pending, undefined, ["c"])).toBe(pending);
  });

  it("stays where it was when somebody else decides it", () => {
    expect(ids(withSelected(list("a", "c"), { id: "b" }, ["a", "b", "c"]))).toBe("abc");
    expect(ids(withSelected(list("b", "c"), { id: "a" }, ["a", "b", "c"]))).toBe("abc");
  });

  it("stays behind what it stood behind when new ones arrive above and others go", () => {
    expect(ids(withSelected(list("n", "a", "d"), { id: "c" }, ["a", "b", "c", "d"]))).toBe("nacd");
  });

  it("stands first when a link led to it", () => {
    expect(ids(withSelected(list("a", "b"), { id: "x" }, ["a", "b"]))).toBe("xab");
  });
});

it.each([
  ["e", { before: true, after: false }, true],
  ["e", { before: false, after: true }, false],
  ["c", { before: true, after: true }, false],
  ["a", { before: true, after: false }, false],
  ["a", { before: false, after: true }, true],
])("knows whether %s is among d to b, with %j", (id, around, outside) => {
  expect(isOutside(id, list("d", "b"), around)).toBe(outside);
});

describe("a step", () => {
  const shown = list("a", "b", "c");

  it("leads to the neighbour, and not beyond the ends", () => {
    expect(neighbour(shown, "a", 1)).toBe("b");
    expect(neighbour(shown, "b", -1)).toBe("a");
    expect(neighbour(shown, "c", 1)).toBeUndefined();
    expect(neighbour(shown, "a", -1)).toBeUndefined();
  });

  it("begins with the first, where there is one", () => {
    expect(neighbour(shown, undefined, 1)).toBe("a");
    expect(neighbour([], undefined, 1)).toBeUndefined();
  });
});
