/** Gathers what arrives while a flush is under way into the next one: batches without timers. */
import { createWaitingRoom, type Guest, type Room } from "./waiting-room.ts";

/** More waits than the buffer may hold, of all or of one owner: refuse now, the sender comes again. */
export class BufferFull extends Error {
  override readonly name = "BufferFull";
}

export interface BatcherOptions<T extends Guest> {
  /** Makes the items durable together, in their order. One flush of a line runs at a time. */
  readonly flush: (line: number, items: readonly T[]) => Promise<void>;
  readonly lines: number;
  /** Bounds of one batch; an item larger than its bytes travels alone. */
  readonly batch: Room;
  /** Bounds of what waits for a flush to begin, in all lines together. */
  readonly waiting: Room;
  /** Bounds of what waits of one owner, so that one cannot take the room of all. */
  readonly waitingOfOwner: Room;
  /** Milliseconds, monotonic. */
  readonly now?: (() => number) | undefined;
}

export interface Entry<T> {
  readonly line: number;
  readonly item: T;
}

export interface Batcher<T extends Guest> {
  /** Resolves once the item is durable; rejects with the flush's error, or with BufferFull. */
  add(line: number, item: T): Promise<void>;
  /**
   * Adds all of them in their order, or none where there is not enough room. Settles once nothing of
   * it is under way any more. Where one was refused, so was every later one of its line.
   */
  addAll(entries: readonly Entry<T>[]): Promise<void>;
  /** Items that wait for a flush to begin. */
  waiting(): number;
}

interface Batch<T> extends PromiseWithResolvers<void> {
  readonly items: T[];
  bytes: number;
}

interface Line<T> {
  readonly index: number;
  readonly batches: Batch<T>[];
  flushing: boolean;
}

/** The longest that what is ready waits for more that is coming in right now. */
const longestGatheringMs = 1;

/**
 * What is ready is flushed once a turn of the event loop has brought nothing more, or after a
 * millisecond of turns that did: at low load a batch is one item that waits for no one, and the
 * busier it gets the fewer and larger are the batches.
 */
export function createBatcher<T extends Guest>(options: BatcherOptions<T>): Batcher<T> {
  const { flush, batch: full, now = () => performance.now() } = options;
  const lines = Array.from({ length: options.lines }, (_, index): Line<T> => {
    return { index, batches: [], flushing: false };
  });
  const room = createWaitingRoom(options.waiting, options.waitingOfOwner);
  let ready: Line<T>[] = [];
  let arrived = 0;

  function take(line: Line<T>): Batch<T> | undefined {
    const batch = line.batches.shift();
    for (const item of batch?.items ?? []) room.leave(item);
    return batch;
  }

  function flushSoon(line: Line<T>): void {
    line.flushing = true;
    ready.push(line);
    if (ready.length === 1) gather(now(), arrived);
  }

  function gather(since: number, arrivedBefore: number): void {
    setImmediate(() => {
      const quiet = arrived === arrivedBefore;
      if (!quiet && now() - since < longestGatheringMs) return gather(since, arrived);
      const together = ready;
      ready = [];
      for (const line of together) void flushOne(line);
    });
  }

  async function flushOne(line: Line<T>): Promise<void> {
    const batch = take(line);
    if (batch === undefined) return;
    try {
      await flush(line.index, batch.items);
      batch.resolve();
    } catch (error) {
      batch.reject(error);
      // The others would only wait for the same answer: whoever sent them tries again.
      for (let next = take(line); next !== undefined; next = take(line)) next.reject(error);
    }
    if (line.batches.length > 0) flushSoon(line);
    else line.flushing = false;
  }

  function lineOf(index: number): Line<T> {
    const line = lines[index];
    if (line === undefined) throw new RangeError(`there is no line ${index}`);
    return line;
  }

  /** For what has entered the room. */
  function put(line: Line<T>, item: T): Promise<void> {
    let batch = line.batches.at(-1);
    const fits =
      batch !== undefined &&
      batch.items.length < full.items &&
      batch.bytes + item.bytes <= full.bytes;
    if (batch === undefined || !fits) {
      batch = { items: [], bytes: 0, ...Promise.withResolvers<void>() };
      line.batches.push(batch);
    }
    batch.items.push(item);
    batch.bytes += item.bytes;
    arrived += 1;
    if (!line.flushing) flushSoon(line);
    return batch.promise;
  }

  const noRoom = () => Promise.reject(new BufferFull("more updates wait than the buffer may hold"));

  return {
    waiting: room.items,
    add: (index, item) => (room.enter(item) ? put(lineOf(index), item) : noRoom()),

    async addAll(entries) {
      if (!room.enterAll(entries.map(({ item }) => item))) return noRoom();
      const batches = entries.map(({ line, item }) => put(lineOf(line), item));
      for (const settled of await Promise.allSettled(new Set(batches))) {
        if (settled.status === "rejected") throw settled.reason;
      }
    },
  };
}
