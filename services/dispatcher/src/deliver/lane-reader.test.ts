import type { WaitingLane } from "@lumenflow/db";
import { expect, test } from "vitest";
import { createLaneReader } from "./lane-reader.ts";
import { createLanes } from "./lanes.ts";

function waiting(lane: string, more: Partial<WaitingLane> = {}): WaitingLane {
  return { lane, seq: 1, waitMs: 0, cause: null, attemptedAgoMs: null, held: false, ...more };
}

function setup(all: () => WaitingLane[], fresh: (from: number) => string[] = () => []) {
  let time = 1_000_000;
  const looks: string[] = [];
  const now = () => time;
  const lanes = createLanes(now);
  const reader = createLaneReader({
    endpointId: "end_1",
    lanes,
    now,
    deliveries: {
      async lanes(_endpointId, { after, limit }) {
        looks.push(`all after "${after}"`);
        return all()
          .filter(({ lane }) => lane > after)
          .toSorted((a, b) => (a.lane < b.lane ? -1 : 1))
          .slice(0, limit);
      },
      async lanesFrom(_endpointId, { from }) {
        looks.push(`from ${from}`);
        return { names: fresh(from), next: null };
      },
    },
  });
  const turns = () => {
    const names: string[] = [];
    for (let next = lanes.next(); next.kind === "lane"; next = lanes.next()) {
      names.push(next.lane.early ? `${next.lane.name}!` : next.lane.name);
    }
    return names;
  };
  return { reader, lanes, looks, turns, now, pass: (ms: number) => (time += ms) };
}

test("looks at all lanes at first and every five seconds, the oldest head going first", async () => {
  const { reader, looks, turns, pass, now } = setup(() => [
    waiting("a", { seq: 9 }),
    waiting("b", { seq: 2 }),
    waiting("paused", { held: true }),
  ]);
  expect(reader.wants()).toBe(true);
  await reader.read();
  expect(turns()).toEqual(["b", "a"]);
  // Should the end of the pause not be told of.
  expect(reader.restUntil - now()).toBe(60_000);
  expect(reader.wants()).toBe(false);
  pass(5_000);
  expect(reader.wants()).toBe(true);
  expect(looks).toEqual(['all after ""']);
});

test("reads from the first place that it heard of, and no further back", async () => {
  const { reader, looks, turns } = setup(
    () => [],
    () => ["x", "y"],
  );
  await reader.read();
  reader.hear(8);
  reader.hear(5);
  expect(reader.wants()).toBe(true);
  await reader.read();
  expect(looks).toEqual(['all after ""', "from 5"]);
  expect(turns()).toEqual(["x", "y"]);
  expect(reader.wants()).toBe(false);
  reader.hear(0);
  expect(reader.wants()).toBe(true);
});

test("goes through as many pages as there are", async () => {
  const names = Array.from({ length: 2_500 }, (_, n) => String(n).padStart(5, "0"));
  const { reader, lanes, looks } = setup(() => names.map((name) => waiting(name)));
  await reader.read();
  expect(lanes.size).toBe(2_500);
  expect(looks).toHaveLength(3);
});

test("leaves what waits for long in Postgres, and knows when the first of it is due", async () => {
  const { reader, lanes, now } = setup(() => [
    waiting("soon", { waitMs: 4_000 }),
    waiting("late", { waitMs: 60_000 }),
    waiting("later", { waitMs: 90_000 }),
  ]);
  await reader.read();
  expect(lanes.size).toBe(1);
  expect(reader.restUntil - now()).toBe(60_000);
  reader.rests(now() + 30_000, null);
  expect(reader.restUntil - now()).toBe(30_000);
});

test("after an arrival tries again what waits because nothing could, once a minute each", async () => {
  const hour = 3_600_000;
  const lanes = [
    waiting("away", { waitMs: hour, cause: "connection_refused", attemptedAgoMs: 70_000 }),
    waiting("just-tried", { waitMs: hour, cause: "timeout", attemptedAgoMs: 2_000 }),
    waiting("bad", { waitMs: hour, cause: "http_500", attemptedAgoMs: 70_000 }),
  ];
  const { reader, turns, pass } = setup(() => lanes);
  await reader.read();
  expect(turns()).toEqual([]);
  reader.arrived();
  expect(reader.wants()).toBe(true);
  await reader.read();
  expect(turns()).toEqual(["away!"]);
  // Many arrivals are one reason to look, not many.
  reader.arrived();
  expect(reader.wants()).toBe(false);
  pass(5_000);
  await reader.read();
  expect(turns()).toEqual([]);
});

test("remembers what began to wait since it looked", async () => {
  const { reader, now } = setup(() => []);
  await reader.read();
  reader.arrived();
  expect(reader.wants()).toBe(false);
  reader.rests(now() + 60_000, "http_500");
  reader.arrived();
  expect(reader.wants()).toBe(false);
  reader.rests(now() + 60_000, "http_502");
  reader.arrived();
  expect(reader.wants()).toBe(true);
});

test("keeps in mind what a failing look was for", async () => {
  let away = true;
  const { reader, turns } = setup(
    () => {
      if (away) throw new Error("Postgres is away");
      return [waiting("a")];
    },
    () => ["b"],
  );
  await expect(reader.read()).rejects.toThrow("away");
  expect(reader.wants()).toBe(true);
  away = false;
  await reader.read();
  expect(turns()).toEqual(["a"]);
});
