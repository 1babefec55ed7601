/** Keeps a window of the line in the schedule: each row is read about once, behind a cursor. */
import type { PlacedPart, QueuedPart, Repositories } from "@lumenflow/db";
import type { Schedule } from "../pacing/schedule.ts";

export interface LineReader {
  /** The last place of which it has heard. */
  readonly heard: number;
  /**
   * A place up to which something has been given; the part at it, where that is all that was given. Where
   * it stands right behind what has been read it need not be read.
   */
  hear(seq: number, part?: PlacedPart): void;
  /** Whether a read would bring something that fits. */
  wants(): boolean;
  /** Reads one batch into the schedule. */
  read(): Promise<void>;
}

/** Parts in memory for one connection; where each is of a chat of its own, that takes 150 MiB. Wide, so that slow chats at its head block no others. */
const capacity = 20_000;
const batch = 2_000;
/** Room beyond it for what overtakes, so that a window full of bulk never keeps an answer waiting. */
const expressRoom = 10_000;
const express = { limit: 100, mostBefore: 100 };

export function createLineReader(deps: {
  readonly workspaceId: string;
  readonly connectionId: string;
  readonly outbox: Pick<Repositories["outbox"], "readLine" | "readExpress">;
  readonly schedule: Schedule;
  readonly now: () => number;
  readonly lastSeq: number;
}): LineReader {
  const { workspaceId, connectionId, outbox, schedule, now } = deps;
  let heard = deps.lastSeq;
  let cursor = 0;
  let expressCursor = 0;
  // What had been heard when the line, or its express lane, was last read to its end.
  let read = -1;
  let expressRead = -1;
  // Whether the last read came to the end of the line.
  let atEnd = true;
  // In turns: while places are given faster than the express lane is read, it always has something new.
  let lineNext = false;

  const full = () => schedule.size + batch > capacity;
  const expressDue = () =>
    (full() || !atEnd) && heard > expressRead && schedule.size < capacity + expressRoom;

  function add(rows: readonly QueuedPart[]): void {
    const moment = now();
    for (const { waitMs, ...row } of rows) {
      schedule.add({ ...row, notBefore: waitMs > 0 ? moment + waitMs : 0 });
    }
  }

  async function readExpress(): Promise<void> {
    const asOf = heard;
    const range = { after: Math.max(cursor, expressCursor), behind: cursor };
    const { parts, last, more } = await outbox.readExpress(connectionId, range, express);
    add(parts);
    expressCursor = last ?? expressCursor;
    if (!more) expressRead = asOf;
  }

  async function readLine(): Promise<void> {
    const asOf = heard;
    const rows = await outbox.readLine(connectionId, cursor, batch);
    add(rows);
    // Only ever to a place that was read: one that is not committed yet must not be passed.
    cursor = rows.at(-1)?.seq ?? cursor;
    atEnd = rows.length < batch;
    if (atEnd) read = asOf;
  }

  return {
    get heard() {
      return heard;
    },
    hear(seq, part) {
      // Places become visible in order: where all before it were read, and none is missing, it is the next.
      const isNext = read === heard && seq === heard + 1 && !full();
      heard = Math.max(heard, seq);
      if (part === undefined || !isNext) return;
      schedule.add({ ...part, workspaceId, seq, notBefore: 0 });
      cursor = seq;
      read = seq;
    },
    wants: () => heard > read && (!full() || expressDue()),
    read() {
      const inTurn = expressDue() && (full() || !lineNext);
      lineNext = inTurn;
      return inTurn ? readExpress() : readLine();
    },
  };
}
