import { expect, it } from "vitest";
import { niceTop } from "./line-chart.tsx";

it.each([
  [1, 1],
  [2, 2],
  [3, 5],
  [7, 10],
  [11, 20],
  [480, 500],
  [1_001, 2_000],
])("an axis for %s ends at %s", (value, top) => {
  expect(niceTop(value)).toBe(top);
});
