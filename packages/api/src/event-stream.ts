/** Server-sent events: written as fast as their reader takes them, for as long as it may read. */
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { describeError, type Logger } from "@lumenflow/runtime";
import { Problem } from "./problem.ts";

export interface EventStreamOptions {
  /** Texts of `text/event-stream`. The next is asked for when the reader has taken the one before. */
  readonly chunks: (over: AbortSignal) => AsyncIterable<string>;
  /** Ends the stream, also under a reader that takes nothing. */
  readonly until: AbortSignal;
  /** Called once when it is over, for whatever reason. */
  readonly ended: () => void;
}

/** The answer of an operation that streams: it goes on until the reader goes, or may read no more. */
export class EventStream {
  readonly options: EventStreamOptions;
  constructor(options: EventStreamOptions) {
    this.options = options;
  }
}

/** As stale as a key's check may be elsewhere too. */
const checkEveryMs = 1_000;

export interface ServeOptions {
  /** Throws a `Problem` once the caller may read no more. */
  readonly check: () => Promise<unknown>;
  /** Aborted when the caller has gone. */
  readonly gone: AbortSignal;
  readonly logger: Logger;
}

/** Resolves when the stream is over. The reader connects again and resumes: nothing is lost with it. */
export async function serveEvents(
  res: ServerResponse,
  { options: { chunks, until, ended } }: EventStream,
  { check, gone, logger }: ServeOptions,
): Promise<void> {
  const over = new AbortController();
  const end = () => over.abort();
  for (const signal of [until, gone]) {
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
  }
  const checks = setInterval(() => {
    // Postgres being away withdraws nothing.
    check().catch((error: unknown) => error instanceof Problem && end());
  }, checkEveryMs);
  try {
    res.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      // Proxies would gather what is to be seen at once.
      "x-accel-buffering": "no",
    });
    if (res.req.method === "HEAD") return;
    for await (const chunk of chunks(over.signal)) {
      if (over.signal.aborted) break;
      if (!res.write(chunk)) await drained(res, over.signal);
    }
  } catch (error) {
    logger.error({ err: describeError(error) }, "an event stream broke off");
  } finally {
    clearInterval(checks);
    for (const signal of [until, gone]) signal.removeEventListener("abort", end);
    ended();
    // Whoever does not take what there is would not take its end either.
    if (res.writableNeedDrain) res.destroy();
    else res.end();
  }
}

async function drained(res: ServerResponse, over: AbortSignal): Promise<void> {
  await once(res, "drain", { signal: over }).catch(() => undefined);
}
