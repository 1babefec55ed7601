import { expect, it } from "vitest";
import { stillStand } from "./still-stand.ts";

const list = (...ids: string[]) => ids.map((id) => ({ id, digest: `of ${id}` }));
const whole = { before: false, after: false };
const ids = (all: readonly { id: string }[]) => all.map(({ id }) => id).join("");

it("keeps the chosen that are pending, the oldest first", () => {
  expect(ids(stillStand(list("d", "b"), list("d", "c", "b", "a"), whole))).toBe("bd");
});

it("leaves out what was decided, and what says something else by now", () => {
  const pending = [{ id: "d", digest: "edited" }, ...list("c", "a")];
  expect(ids(stillStand(list("d", "c", "b"), pending, whole))).toBe("c");
});

it("believes what stands in pages that were left behind", () => {
  const chosen = list("f", "c", "a");
  expect(ids(stillStand(chosen, list("d", "b"), { before: true, after: true }))).toBe("af");
  expect(ids(stillStand(chosen, list("d", "b"), whole))).toBe("");
});
