/** Gathers what arrives while a flush is under way into the next one: batches without timers. */

/** More waits than the buffer may hold: refuse now, the sender comes again. */
export class BufferFull extends Error {
  override readonly name = "BufferFull";
}

export interface BatcherOptions<T> {
  /** Makes the items durable together, in their order. One flush of a line runs at a time. */
  readonly flush: (line: number, items: readonly T[]) => Promise<void>;
  readonly lines: number;
  /** Bounds of one batch; an item larger than `batchBytes` travels alone. */
  readonly batchItems: number;
  readonly batchBytes: number;
  /** Bounds of what waits in all lines together. */
  readonly waitingItems: number;
  readonly waitingBytes: number;
}

export interface Batcher<T> {
  /** Resolves once the item is durable; rejects with the flush's error, or with BufferFull. */
  add(line: number, item: T, bytes: number): Promise<void>;
  /** Items that wait for a flush to begin. */
  waiting(): number;
}

interface Batch<T> extends PromiseWithResolvers<void> {
  readonly items: T[];
  bytes: number;
}

interface Line<T> {
  readonly batches: Batch<T>[];
  flushing: boolean;
}

/** An idle line flushes at once, so at low load a batch is one item and nobody waits. */
export function createBatcher<T>(options: BatcherOptions<T>): Batcher<T> {
  const { flush, batchItems, batchBytes, waitingItems, waitingBytes } = options;
  const lines = Array.from({ length: options.lines }, (): Line<T> => {
    return { batches: [], flushing: false };
  });
  let items = 0;
  let bytes = 0;

  function take(line: Line<T>): Batch<T> | undefined {
    const batch = line.batches.shift();
    if (batch === undefined) return undefined;
    items -= batch.items.length;
    bytes -= batch.bytes;
    return batch;
  }

  async function work(index: number, line: Line<T>): Promise<void> {
    line.flushing = true;
    for (let batch = take(line); batch !== undefined; batch = take(line)) {
      try {
        await flush(index, batch.items);
        batch.resolve();
      } catch (error) {
        batch.reject(error);
        // The others would only wait for the same answer: whoever sent them tries again.
        for (let next = take(line); next !== undefined; next = take(line)) next.reject(error);
      }
    }
    line.flushing = false;
  }

  return {
    waiting: () => items,

    add(index, item, size) {
      const line = lines[index];
      if (line === undefined) return Promise.reject(new RangeError(`there is no line ${index}`));
      if (items >= waitingItems || bytes + size > waitingBytes) {
        return Promise.reject(new BufferFull("more updates wait than the buffer may hold"));
      }
      let batch = line.batches.at(-1);
      const fits =
        batch !== undefined && batch.items.length < batchItems && batch.bytes + size <= batchBytes;
      if (batch === undefined || !fits) {
        batch = { items: [], bytes: 0, ...Promise.withResolvers<void>() };
        line.batches.push(batch);
      }
      batch.items.push(item);
      batch.bytes += size;
      items += 1;
      bytes += size;
      if (!line.flushing) void work(index, line);
      return batch.promise;
    },
  };
}
