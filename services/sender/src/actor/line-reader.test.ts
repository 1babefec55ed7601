import type { PlacedPart, QueuedPart } from "@lumenflow/db";
import { defaultPacing } from "@lumenflow/telegram";
import { expect, test } from "vitest";
import { createSchedule } from "../pacing/schedule.ts";
import { createLineReader } from "./line-reader.ts";

/** A line with parts at these places, and a reader that has read it to its end. */
async function readLine(...places: number[]) {
  const line = places;
  let reads = 0;
  const part = (seq: number): PlacedPart => ({
    id: `part_${seq}`,
    messageId: `msg_${seq}`,
    chatId: String(seq),
    priority: 0,
    paid: false,
  });
  const now = () => 0;
  const schedule = createSchedule({ limits: defaultPacing, now });
  const reader = createLineReader({
    workspaceId: "ws_1",
    connectionId: "conn_1",
    outbox: {
      async readLine(_id, after, limit) {
        reads += 1;
        const behind = line.filter((seq) => seq > after).slice(0, limit);
        return behind.map(
          (seq): QueuedPart => ({ ...part(seq), ...{ workspaceId: "ws_1", seq, waitMs: 0 } }),
        );
      },
      readExpress: async () => ({ parts: [], last: null, more: false }),
    },
    schedule,
    now,
    lastSeq: places.at(-1) ?? 0,
  });
  while (reader.wants()) await reader.read();
  const known = () => [1, 2, 3, 4].filter((seq) => schedule.has(`part_${seq}`));
  return { reader, schedule, part, line, known, reads: () => reads };
}

test("a part that is told of right behind what was read need not be read", async () => {
  const { reader, part, known, reads } = await readLine(1);
  reader.hear(2, part(2));
  reader.hear(3, part(3));
  expect(reader.wants()).toBe(false);
  expect(known()).toEqual([1, 2, 3]);
  expect(reads()).toBe(1);
});

test("behind a place that nobody told of the line is read, with all that stands there", async () => {
  const { reader, part, line, known } = await readLine(1);
  line.push(2, 3);
  reader.hear(3, part(3));
  expect(known()).toEqual([1]);
  expect(reader.wants()).toBe(true);
  await reader.read();
  expect(known()).toEqual([1, 2, 3]);
  // Notices of two processes may come in another order than their places.
  reader.hear(2, part(2));
  expect(reader.wants()).toBe(false);
});

test("several places at once are told without their parts, and read", async () => {
  const { reader, line, known } = await readLine(1);
  line.push(2, 3);
  reader.hear(3);
  expect(reader.wants()).toBe(true);
  await reader.read();
  expect(known()).toEqual([1, 2, 3]);
});

test("places that are given faster than what overtakes is read keep nobody from reading the line", async () => {
  const { reader, schedule, line } = await readLine(1);
  const bulk = Array.from({ length: 2_000 }, (_, n) => n + 5);
  line.push(...bulk, 3_000);
  let heard = 3_000;
  reader.hear(heard);
  for (let reads = 0; reads < 6; reads += 1) {
    const reading = reader.read();
    heard += 1;
    reader.hear(heard);
    await reading;
  }
  expect(schedule.has("part_3000")).toBe(true);
});
