import { describe, expect, it } from "vitest";
import { canMove } from "./machine.ts";
import { type MessageStatus, messageMachine } from "./message.ts";
import { type PartStatus, partMachine, statusOfParts } from "./part.ts";

const table: [PartStatus[], MessageStatus | null][] = [
  [["waiting"], null],
  [["cancelled"], null],
  [["waiting", "cancelled"], null],
  [["queued"], "queued"],
  [["queued", "queued"], "queued"],
  [["queued", "waiting"], "queued"],
  [["sending"], "sending"],
  [["sending", "queued"], "sending"],
  [["sent", "queued"], "sending"],
  [["sent", "waiting"], "sending"],
  [["failed", "queued"], "sending"],
  [["failed", "sending"], "sending"],
  [["sent"], "sent"],
  [["sent", "sent", "sent"], "sent"],
  [["failed"], "failed"],
  [["sent", "failed"], "failed"],
  [["failed", "waiting"], "failed"],
  [["failed", "cancelled"], "failed"],
  [["uncertain"], "uncertain"],
  [["sent", "uncertain"], "uncertain"],
  [["uncertain", "waiting"], "uncertain"],
  [["uncertain", "sending"], "uncertain"],
  [["uncertain", "failed"], "uncertain"],
  [["sent", "cancelled"], "cancelled"],
];

describe("the status of a message", () => {
  it.each(table)("with parts %j is %s", (parts, status) => {
    expect(statusOfParts(parts)).toBe(status);
  });

  it("does not exist without parts", () => {
    expect(() => statusOfParts([])).toThrow(RangeError);
  });

  it("does not depend on which part is in which state", () => {
    for (const [parts, status] of table) expect(statusOfParts(parts.toReversed())).toBe(status);
  });

  it("only ever makes moves the message's machine allows, whatever a part does", () => {
    const forbidden = new Set<string>();
    for (const parts of combinations(3)) {
      for (const [index, from] of parts.entries()) {
        for (const move of partMachine.transitions.filter((each) => each.from === from)) {
          const before = statusOfParts(parts);
          const after = statusOfParts(parts.with(index, move.to));
          if (before === null || after === null || before === after) continue;
          if (!canMove(messageMachine, before, after)) {
            forbidden.add(`${parts} ${move.from}→${move.to}: ${before}→${after}`);
          }
        }
      }
    }
    expect([...forbidden]).toEqual([]);
  });
});

function combinations(length: number): PartStatus[][] {
  if (length === 0) return [[]];
  const shorter = combinations(length - 1);
  const exact = shorter.filter((parts) => parts.length === length - 1);
  const longer = exact.flatMap((parts) => partMachine.states.map((state) => [...parts, state]));
  return length === 1 ? longer : [...shorter, ...longer];
}
