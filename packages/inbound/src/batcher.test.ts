import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BufferFull, createBatcher } from "./batcher.ts";

interface Flush {
  readonly line: number;
  readonly items: readonly number[];
  finish(error?: Error): void;
}

function setup(
  bounds: Partial<
    Record<"batchItems" | "batchBytes" | "waitingItems" | "waitingBytes", number>
  > = {},
) {
  const flushes: Flush[] = [];
  const batcher = createBatcher<number>({
    lines: 3,
    batchItems: 4,
    batchBytes: 100,
    waitingItems: 1_000,
    waitingBytes: 100_000,
    ...bounds,
    flush(line, items) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      flushes.push({
        line,
        items: [...items],
        finish: (error) => (error === undefined ? resolve() : reject(error)),
      });
      return promise;
    },
  });
  return { batcher, flushes };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("the batcher", () => {
  test("flushes an item at once when its line is idle", () => {
    const { batcher, flushes } = setup();
    void batcher.add(0, 1, 10);
    void batcher.add(1, 2, 10);
    expect(flushes.map(({ line, items }) => [line, items])).toEqual([
      [0, [1]],
      [1, [2]],
    ]);
  });

  test("gathers what comes during a flush into the next one", async () => {
    const { batcher, flushes } = setup();
    const added = [1, 2, 3].map((item) => batcher.add(0, item, 10));
    expect(batcher.waiting()).toBe(2);
    flushes[0]?.finish();
    await added[0];
    await turn();
    expect(flushes[1]?.items).toEqual([2, 3]);
    flushes[1]?.finish();
    await Promise.all(added);
    expect(batcher.waiting()).toBe(0);
  });

  test("refuses what its buffer cannot hold, and takes it again when there is room", async () => {
    const { batcher, flushes } = setup({ waitingItems: 2 });
    const added = [1, 2, 3].map((item) => batcher.add(0, item, 10));
    await expect(batcher.add(0, 4, 10)).rejects.toBeInstanceOf(BufferFull);
    await expect(batcher.add(1, 4, 10)).rejects.toBeInstanceOf(BufferFull);
    flushes[0]?.finish();
    await added[0];
    await turn();
    void batcher.add(0, 5, 10);
    expect(batcher.waiting()).toBe(1);
  });

  test("refuses by bytes too", async () => {
    const { batcher } = setup({ waitingBytes: 150 });
    void batcher.add(0, 1, 10);
    void batcher.add(0, 2, 100);
    await expect(batcher.add(0, 3, 60)).rejects.toBeInstanceOf(BufferFull);
  });

  test("a failed flush refuses what waits behind it, and the line works on", async () => {
    const { batcher, flushes } = setup();
    const added = [1, 2, 3, 4, 5, 6].map((item) => batcher.add(0, item, 10));
    const away = new Error("away");
    flushes[0]?.finish(away);
    const results = await Promise.allSettled(added);
    expect(results).toEqual(results.map(() => ({ status: "rejected", reason: away })));
    expect(batcher.waiting()).toBe(0);
    const next = batcher.add(0, 7, 10);
    flushes.at(-1)?.finish();
    await next;
    expect(flushes.at(-1)?.items).toEqual([7]);
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
        const { batcher, flushes } = setup();
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
            batcher.add(step.line, id, step.bytes).then(
              () => outcomes.set(id, "durable"),
              () => outcomes.set(id, "refused"),
            );
          } else {
            finish(step.finish, step.fail);
            await turn();
          }
        }
        while ([0, 1, 2].some((line) => unfinished(line) >= 0)) {
          for (const line of [0, 1, 2]) finish(line, false);
          await turn();
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
