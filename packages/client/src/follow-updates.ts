/** Follows updates for ever: over a stream that is resumed where it broke, or by long polls where there is none. */
import { pause } from "./pause.ts";
import { ProblemError } from "./problem-error.ts";
import { readEvents } from "./read-events.ts";
import type { Update, UpdatesPage } from "./types.ts";

export interface FollowQuery {
  readonly connectionId?: string | undefined;
  readonly chatId?: string | undefined;
  readonly kind?: string | undefined;
  /** Where to begin: the cursor of the last update that was dealt with, or `start`; without it, now. */
  readonly cursor?: string | undefined;
  /** Ends the iteration. */
  readonly signal?: AbortSignal | undefined;
}

export interface FollowedUpdate {
  readonly update: Update;
  /**
   * Keep it once the update is dealt with, and begin there after a restart: nothing is lost then. By
   * long polls it moves with the last update of a page, so that some may come again.
   */
  readonly cursor: string | undefined;
}

/** What following needs of the client. */
export interface Requests {
  get(path: string, init: RequestInit): Promise<Response>;
  queryText(query: Readonly<Record<string, string | number | undefined>>): string;
}

/** A stream says where it stands at once: what takes longer is held back by something in between. */
const openWithinMs = 10_000;
/** Three heartbeats: whoever hears nothing for so long has lost its connection. */
const silenceMs = 45_000;
const longestPauseMs = 30_000;
const waitSeconds = 25;

class NoStream extends Error {}

/** @throws ProblemError where the key may not read, or the query is wrong. */
export async function* followUpdates(
  requests: Requests,
  { signal, cursor: begin, ...filter }: FollowQuery,
): AsyncGenerator<FollowedUpdate> {
  let cursor = begin;
  let streams = true;
  let failures = 0;
  const stopped = () => signal?.aborted === true;
  while (!stopped()) {
    try {
      const items = streams
        ? streamed(requests, filter, cursor, signal)
        : polled(requests, filter, cursor, signal);
      for await (const item of items) {
        failures = 0;
        cursor = item.cursor ?? cursor;
        if (item.update !== undefined) yield { update: item.update, cursor };
      }
      // A server that stops ends its streams: all its readers come back a moment later.
      if (streams) await pause(backoffMs(0), signal);
    } catch (error) {
      if (stopped()) return;
      if (streams && isRefusalToStream(error)) {
        streams = false;
        continue;
      }
      if (error instanceof ProblemError && !error.retryable) throw error;
      const asked = error instanceof ProblemError ? error.retryAfterSeconds : undefined;
      await pause(asked === undefined ? backoffMs(failures) : asked * 1_000, signal);
      failures += 1;
    }
  }
}

interface Item {
  readonly cursor: string | undefined;
  readonly update?: Update;
}

type Filter = Omit<FollowQuery, "cursor" | "signal">;

/** One connection; ends when that does. */
async function* streamed(
  { get, queryText }: Requests,
  filter: Filter,
  cursor: string | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<Item> {
  const attempt = new AbortController();
  const stop = () => attempt.abort();
  signal?.addEventListener("abort", stop);
  let opened = false;
  let timer = setTimeout(stop, openWithinMs);
  const heard = () => {
    opened = true;
    clearTimeout(timer);
    timer = setTimeout(stop, silenceMs);
  };
  try {
    const answer = await get(`/updates/stream${queryText({ ...filter, cursor })}`, {
      signal: attempt.signal,
      headers: { accept: "text/event-stream" },
    });
    if (!isEventStream(answer) || answer.body === null) throw new NoStream();
    for await (const { id, data } of readEvents(answer.body, heard)) {
      // While whoever iterates is busy, the stream is not read and not silent.
      clearTimeout(timer);
      yield { cursor: id, ...(data !== undefined && { update: JSON.parse(data) as Update }) };
      timer = setTimeout(stop, silenceMs);
    }
  } catch (error) {
    if (!opened && attempt.signal.aborted && signal?.aborted !== true) throw new NoStream();
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
    stop();
  }
}

/** One page, awaited. */
async function* polled(
  { get, queryText }: Requests,
  filter: Filter,
  cursor: string | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<Item> {
  const ask = async (query: Parameters<typeof queryText>[0]) => {
    const path = `/updates${queryText({ ...filter, ...query })}`;
    return (await (await get(path, signal ? { signal } : {})).json()) as UpdatesPage;
  };
  if (cursor === undefined) {
    const newest = await ask({ order: "desc", limit: 1 });
    // Where there is nothing yet, the beginning is now.
    yield { cursor: newest.data.length > 0 ? newest.nextCursor : "start" };
    return;
  }
  const from = cursor === "start" ? undefined : cursor;
  const { data, nextCursor } = await ask({ cursor: from, wait: waitSeconds });
  const last = data.at(-1);
  for (const update of data) yield { update, cursor: update === last ? nextCursor : cursor };
  if (last === undefined) yield { cursor: nextCursor };
}

function isEventStream(answer: Response): boolean {
  return answer.headers.get("content-type")?.startsWith("text/event-stream") === true;
}

/** An older server, something in between that gathers, or too many streams: a cursor reads all the same. */
function isRefusalToStream(error: unknown): boolean {
  if (error instanceof NoStream) return true;
  return error instanceof ProblemError && [404, 405, 406, 429].includes(error.status);
}

/** 1, 2, 4 … 30 s, and as much again by chance, so that readers do not come back all at once. */
function backoffMs(failures: number): number {
  return Math.min(longestPauseMs, 1_000 * 2 ** Math.min(failures, 5)) * (1 + Math.random());
}
