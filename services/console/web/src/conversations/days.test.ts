import { expect, test } from "vitest";
import type { TimelineItem } from "../api/contract.ts";
import { withDays } from "./days.ts";

const said = (id: string, at: string) =>
  ({ direction: "inbound", at, update: { id } }) as unknown as TimelineItem;
const shown = (lines: ReturnType<typeof withDays>) =>
  lines.map((line) => (line.kind === "day" ? line.label : line.key));

test("a day is named once, before the first that was said on it, in the reader's zone", () => {
  const items = [
    said("a", "2026-11-24T22:30:00.000Z"),
    said("b", "2026-11-24T23:30:00.000Z"),
    said("c", "2026-11-25T10:00:00.000Z"),
  ];
  expect(shown(withDays(items, "UTC"))).toEqual([
    ...["Tuesday 24 November 2026", "a", "b"],
    ...["Wednesday 25 November 2026", "c"],
  ]);
  expect(shown(withDays(items, "Europe/Vienna"))).toEqual([
    ...["Tuesday 24 November 2026", "a"],
    ...["Wednesday 25 November 2026", "b", "c"],
  ]);
});
