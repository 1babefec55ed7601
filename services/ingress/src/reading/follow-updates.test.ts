import type { UpdateRow, UpdatesPage } from "@lumenflow/db";
import { createLogger } from "@lumenflow/runtime";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createArrivals } from "./arrivals.ts";
import { writeCursor } from "./cursor.ts";
import { followUpdates } from "./follow-updates.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const at = (position: number) => writeCursor("u", String(position));

/** A workspace whose head and rows the test sets; chunks are told as they come. */
function setup() {
  const over = new AbortController();
  let notify: (workspaceId: string | null) => void = () => undefined;
  const workspace = { head: 5, rows: [] as UpdateRow[], looks: 0, broken: false };
  const chunks: string[] = [];
  const source = followUpdates({
    workspaceId: "ws_1",
    filter: { kind: "message" },
    after: "5",
    over: over.signal,
    logger: createLogger({ name: "test", level: "silent" }),
    arrivals: createArrivals({
      on(_channel, callback) {
        notify = callback;
      },
    }),
    async pages(_workspaceId, { after = "0", limit }): Promise<UpdatesPage> {
      workspace.looks += 1;
      if (workspace.broken) throw new Error("Postgres is away");
      const rows = workspace.rows.filter(({ position }) => BigInt(position) > BigInt(after));
      const hasMore = rows.length > limit;
      const shown = rows.slice(0, limit);
      const last = shown.at(-1)?.position ?? after;
      return { rows: shown, hasMore, position: hasMore ? last : String(workspace.head) };
    },
  });
  const reading = (async () => {
    for await (const chunk of source) chunks.push(chunk);
  })();
  const store = (...positions: number[]) => {
    workspace.rows.push(...positions.map(rowAt));
    workspace.head = positions.at(-1) ?? workspace.head;
    notify("ws_1");
  };
  const end = async () => {
    over.abort();
    await vi.advanceTimersByTimeAsync(50);
    await reading;
  };
  return { workspace, chunks, store, end, tell: () => notify("ws_1") };
}

const rowAt = (position: number): UpdateRow => ({
  id: `upd_${position}`,
  connectionId: "conn_1",
  updateId: String(position),
  kind: "message",
  chatId: null,
  receivedAt: new Date(0),
  fault: null,
  twinOf: null,
  body: `{"update_id":${position},\n"message":{}}`,
  position: String(position),
});

test("a reader is told its place first, and updates as soon as they are heard of", async () => {
  const { chunks, store, end } = setup();
  await vi.advanceTimersByTimeAsync(0);
  expect(chunks).toEqual([`retry: 2000\nid: ${at(5)}\n\n`]);
  store(6, 7);
  await vi.advanceTimersByTimeAsync(0);
  const event = (n: number) =>
    `data: {"id":"upd_${n}","connectionId":"conn_1","updateId":"${n}","kind":"message","receivedAt":"1970-01-01T00:00:00.000Z","update":{"update_id":${n},\ndata: "message":{}}}\nid: ${at(n)}\n\n`;
  expect(chunks[1]).toBe(event(6) + event(7));
  await end();
});

test("a lost notification costs two seconds", async () => {
  const { workspace, chunks, end } = setup();
  await vi.advanceTimersByTimeAsync(0);
  workspace.rows.push(rowAt(6));
  workspace.head = 6;
  await vi.advanceTimersByTimeAsync(2_000);
  expect(chunks).toHaveLength(2);
  await end();
});

test("a quiet stream shows every 15 s that it lives", async () => {
  const { chunks, end } = setup();
  await vi.advanceTimersByTimeAsync(46_000);
  expect(chunks.slice(1)).toEqual([":\n\n", ":\n\n", ":\n\n"]);
  await end();
});

test("how far the filter has passed is told with the heartbeat, and a busy workspace is looked at now and then", async () => {
  const { workspace, chunks, tell, end } = setup();
  await vi.advanceTimersByTimeAsync(0);
  const before = workspace.looks;
  for (let n = 0; n < 1_000; n += 1) {
    workspace.head += 1;
    tell();
    await vi.advanceTimersByTimeAsync(1);
  }
  expect(workspace.looks - before).toBeLessThan(30);
  await vi.advanceTimersByTimeAsync(15_000);
  expect(chunks.slice(1)).toEqual([`id: ${at(1_005)}\n\n`]);
  await end();
});

test("what the filter passes at the very beginning is told at once", async () => {
  const { workspace, chunks, end } = setup();
  workspace.head = 900;
  await vi.advanceTimersByTimeAsync(0);
  expect(chunks.slice(1)).toEqual([`id: ${at(900)}\n\n`]);
  await end();
});

test("long backlogs come in pages, large pages in several chunks", async () => {
  const { workspace, chunks, store, end } = setup();
  await vi.advanceTimersByTimeAsync(0);
  const before = workspace.looks;
  workspace.rows.push({ ...rowAt(6), body: `{"text":"${"x".repeat(100_000)}"}` });
  store(...Array.from({ length: 119 }, (_, n) => 7 + n));
  await vi.advanceTimersByTimeAsync(0);
  expect(workspace.looks - before).toBe(3);
  expect(chunks).toHaveLength(1 + 2 + 1 + 1);
  const ids = [
    ...chunks
      .slice(1)
      .join("")
      .matchAll(/"updateId":"(\d+)"/g),
  ].map(([, id]) => Number(id));
  expect(ids).toEqual(Array.from({ length: 120 }, (_, n) => 6 + n));
  await end();
});

test("while Postgres is away it lives on and asks again", async () => {
  const { workspace, chunks, end } = setup();
  await vi.advanceTimersByTimeAsync(0);
  workspace.broken = true;
  workspace.rows.push(rowAt(6));
  workspace.head = 6;
  await vi.advanceTimersByTimeAsync(31_000);
  expect(chunks.slice(1)).toEqual([":\n\n", ":\n\n"]);
  workspace.broken = false;
  await vi.advanceTimersByTimeAsync(2_000);
  expect(chunks.at(-1)).toContain(`"updateId":"6"`);
  await end();
});
