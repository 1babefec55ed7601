import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BufferFull, createBatcher } from "./batcher.ts";
import type { Guest, Room } from "./waiting-room.ts";

interface Flush {
  readonly line: number;
  readonly items: readonly number[];
  finish(error?: Error): void;
}

interface Item extends Guest {
  readonly id: number;
}

interface Bounds {
  readonly batch: Room;
  readonly waiting: Room;
  readonly waitingOfOwner: Room;
}

const bounds: Bounds = {
  batch: { items: 4, bytes: 100 },
  waiting: { items: 1_000, bytes: 100_000 },
  waitingOfOwner: { items: 1_000, bytes: 100_000 },
};

function setup(other: Partial<Bounds> = {}) {
  const flushes: Flush[] = [];
  const clock = { now: 0 };
  const batcher = createBatcher<Item>({
    lines: 3,
    ...bounds,
    ...other,
    now: () => clock.now,
    flush(line, items) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      flushes.push({
        line,
        items: items.map(({ id }) => id),
        finish: (error) => (error === undefined ? resolve() : reject(error)),
      });
      return promise;
    },
  });
  const add = (line: number, id: number, bytes = 10, owner = "a") =>
    batcher.add(line, { id, bytes, owner });
  return { batcher, add, flushes, clock };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** As many turns as it takes until one has brought nothing more. */
async function quiet(): Promise<void> {
  for (let n = 0; n < 3; n += 1) await turn();
}

describe("the batcher", () => {
  test("flushes a single item at the end of the turn that brought it", async () => {
    const { add, flushes } = setup();
    void add(0, 1);
    await turn();
    expect(flushes.map(({ line, items }) => [line, items])).toEqual([[0, [1]]]);
  });

  test("flushes what one turn brought together, each line for itself", async () => {
    const { add, flushes } = setup();
    for (const item of [1, 2, 3]) void add(0, item);
    void add(1, 4);
    expect(flushes).toEqual([]);
    await quiet();
    expect(flushes.map(({ line, items }) => [line, items])).toEqual([
      [0, [1, 2, 3]],
      [1, [4]],
    ]);
  });

  test("waits for what the next turns bring, but no longer than a millisecond", async () => {
    const { add, flushes, clock } = setup();
    void add(0, 1);
    void add(0, 2);
    await turn();
    void add(0, 3);
    await turn();
    expect(flushes).toEqual([]);
    void add(1, 4);
    clock.now = 1;
    await turn();
    expect(flushes.map(({ items }) => items)).toEqual([[1, 2, 3], [4]]);
  });

  test("gathers what comes during a flush into the next one", async () => {
    const { batcher, add, flushes } = setup();
    const added = [add(0, 1)];
    await turn();
    added.push(add(0, 2), add(0, 3));
    await quiet();
    expect(flushes).toHaveLength(1);
    expect(batcher.waiting()).toBe(2);
    flushes[0]?.finish();
    await added[0];
    await quiet();
    expect(flushes[1]?.items).toEqual([2, 3]);
    flushes[1]?.finish();
    await Promise.all(added);
    expect(batcher.waiting()).toBe(0);
  });

  test("refuses what its buffer cannot hold, and takes it again when there is room", async () => {
    const { batcher, add, flushes } = setup({ waiting: { items: 2, bytes: 1_000 } });
    void add(0, 1);
    void add(0, 2);
    await expect(add(0, 3)).rejects.toBeInstanceOf(BufferFull);
    await expect(add(1, 3)).rejects.toBeInstanceOf(BufferFull);
    await quiet();
    expect(flushes).toHaveLength(1);
    void add(0, 4);
    expect(batcher.waiting()).toBe(1);
  });

  test("refuses by bytes too", async () => {
    const { add } = setup({ waiting: { items: 10, bytes: 150 } });
    void add(0, 1, 10);
    void add(0, 2, 100);
    await expect(add(0, 3, 60)).rejects.toBeInstanceOf(BufferFull);
  });

  test("an owner who has taken its share is refused, others are not", async () => {
    const { add } = setup({ waitingOfOwner: { items: 2, bytes: 50 } });
    void add(0, 1, 10, "flood");
    void add(1, 2, 10, "flood");
    await expect(add(2, 3, 10, "flood")).rejects.toBeInstanceOf(BufferFull);
    void add(0, 4, 50, "large");
    await expect(add(0, 5, 1, "large")).rejects.toBeInstanceOf(BufferFull);
    void add(0, 6, 10, "victim");
    await quiet();
    void add(2, 7, 10, "flood");
    void add(0, 8, 50, "large");
  });

  test("a failed flush refuses what waits behind it, and the line works on", async () => {
    const { batcher, add, flushes } = setup();
    const added = [1, 2, 3, 4, 5, 6].map((item) => add(0, item));
    await quiet();
    const away = new Error("away");
    flushes[0]?.finish(away);
    const results = await Promise.allSettled(added);
    expect(results).toEqual(results.map(() => ({ status: "rejected", reason: away })));
    expect(batcher.waiting()).toBe(0);
    const next = add(0, 7);
    await turn();
    flushes.at(-1)?.finish();
    await next;
    expect(flushes.at(-1)?.items).toEqual([7]);
  });

  test("takes several in their order, or none of them", async () => {
    const { batcher, flushes } = setup({ waiting: { items: 3, bytes: 1_000 } });
    const entries = (...ids: number[]) =>
      ids.map((id) => ({ line: 0, item: { id, bytes: 10, owner: "a" } }));
    const all = batcher.addAll(entries(1, 2));
    await expect(batcher.addAll(entries(3, 4))).rejects.toBeInstanceOf(BufferFull);
    expect(batcher.waiting()).toBe(2);
    await quiet();
    expect(flushes.map(({ items }) => items)).toEqual([[1, 2]]);
    flushes[0]?.finish();
    await all;
    await batcher.addAll([]);
  });

  test("several are refused once nothing of them is under way, and from the first failure of a line on", async () => {
    const { batcher, flushes } = setup({ batch: { items: 1, bytes: 100 } });
    let settled = false;
    const added = batcher
      .addAll([0, 1, 0].map((line, id) => ({ line, item: { id, bytes: 10, owner: "a" } })))
      .finally(() => {
        settled = true;
      });
    const refused = expect(added).rejects.toThrow("away");
    await quiet();
    flushes.find(({ line }) => line === 0)?.finish(new Error("away"));
    await quiet();
    expect(settled).toBe(false);
    flushes.find(({ line }) => line === 1)?.finish();
    await refused;
    expect(flushes.map(({ line, items }) => [line, items])).toEqual([
      [0, [0]],
      [1, [1]],
    ]);
  });

  test("loses nothing, keeps each line's order and its bounds, whatever comes when", async () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ line: fc.nat(2), bytes: fc.integer({ min: 1, max: 130 }) }),
        fc.record({ finish: fc.nat(2), fail: fc.boolean() }),
      ),
      { maxLength: 200 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const { add, flushes } = setup();
        const sizes = new Map<number, number>();
        const sent = new Map<number, number[]>();
        const outcomes = new Map<number, string>();
        const unfinished = (line: number) =>
          flushes.findIndex((flush) => flush.line === line && !finished.has(flush));
        const finished = new Map<Flush, boolean>();
        const finish = (line: number, fail: boolean) => {
          const flush = flushes[unfinished(line)];
          if (flush === undefined) return;
          finished.set(flush, !fail);
          flush.finish(fail ? new Error("away") : undefined);
        };

        let item = 0;
        for (const step of sequence) {
          if ("line" in step) {
            const id = item;
            item += 1;
            sizes.set(id, step.bytes);
            sent.set(step.line, [...(sent.get(step.line) ?? []), id]);
            add(step.line, id, step.bytes).then(
              () => outcomes.set(id, "durable"),
              () => outcomes.set(id, "refused"),
            );
          } else {
            finish(step.finish, step.fail);
            await quiet();
          }
        }
        await quiet();
        while ([0, 1, 2].some((line) => unfinished(line) >= 0)) {
          for (const line of [0, 1, 2]) finish(line, false);
          await quiet();
        }

        const flushed = flushes
          .filter((flush) => finished.get(flush))
          .flatMap(({ items }) => items);
        const durable = [...outcomes].filter(([, outcome]) => outcome === "durable");
        expect(outcomes.size).toBe(item);
        expect([...flushed].sort((a, b) => a - b)).toEqual(
          durable.map(([id]) => id).sort((a, b) => a - b),
        );
        for (const line of [0, 1, 2]) {
          const tried = flushes
            .filter((flush) => flush.line === line)
            .flatMap(({ items }) => items);
          expect(tried).toEqual((sent.get(line) ?? []).filter((id) => tried.includes(id)));
        }
        for (const { items } of flushes) {
          const bytes = items.reduce((sum, id) => sum + (sizes.get(id) ?? 0), 0);
          expect(items.length).toBeLessThanOrEqual(4);
          expect(items.length === 1 || bytes <= 100).toBe(true);
        }
      }),
    );
  });
});
