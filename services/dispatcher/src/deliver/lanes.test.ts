import { expect, test } from "vitest";
import { createLanes, type Lane } from "./lanes.ts";

function setup() {
  let time = 0;
  const lanes = createLanes(() => time);
  return {
    lanes,
    pass(ms: number) {
      time += ms;
    },
    /** The lane whose turn it is, or undefined. */
    turn(): Lane | undefined {
      const next = lanes.next();
      return next.kind === "lane" ? next.lane : undefined;
    },
    until(): number {
      const next = lanes.next();
      return next.kind === "wait" ? next.until : Number.NaN;
    },
  };
}

test("lanes take turns, and none has two at a time", () => {
  const { lanes, turn, until } = setup();
  for (const name of ["a", "b", "a"]) lanes.add(name, 0);
  const [a, b] = [turn(), turn()] as [Lane, Lane];
  expect([a.name, b.name]).toEqual(["a", "b"]);
  expect(until()).toBe(Number.POSITIVE_INFINITY);
  lanes.again(b);
  lanes.again(a);
  expect([turn()?.name, turn()?.name]).toEqual(["b", "a"]);
});

test("a lane that rests lets others pass", () => {
  const { lanes, turn, until, pass } = setup();
  lanes.add("a", 0);
  lanes.rest(turn() as Lane, 100);
  lanes.add("b", 0);
  expect(turn()?.name).toBe("b");
  expect(until()).toBe(100);
  pass(100);
  expect(turn()?.name).toBe("a");
});

test("something new does not wake a lane that rests, unless it is due earlier", () => {
  const { lanes, turn, until } = setup();
  lanes.add("a", 500);
  lanes.add("a", 700);
  expect(until()).toBe(500);
  lanes.add("a", 0, { early: true });
  expect(turn()).toMatchObject({ name: "a", early: true });
});

test("a lane is left alone when it is empty, unless something came during its turn", () => {
  const { lanes, turn } = setup();
  lanes.add("a", 0);
  const first = turn() as Lane;
  lanes.add("a", 0);
  lanes.leave(first);
  expect(lanes.size).toBe(1);
  lanes.leave(turn() as Lane);
  expect(lanes.size).toBe(0);
  expect(turn()).toBeUndefined();
});

test("a turn before its time is one turn", () => {
  const { lanes, turn } = setup();
  lanes.add("a", 0, { early: true });
  const lane = turn() as Lane;
  lanes.again(lane);
  expect(turn()).toMatchObject({ early: false });
});
