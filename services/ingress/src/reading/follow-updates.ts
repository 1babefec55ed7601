/** Turns a workspace's updates into server-sent events, for as long as somebody reads them. */
import { updateJson } from "@lumenflow/api";
import type { UpdateRow, UpdatesPage } from "@lumenflow/db";
import { describeError, type Logger } from "@lumenflow/runtime";
import type { Arrival, Arrivals } from "./arrivals.ts";
import { writeCursor } from "./cursor.ts";
import type { AskedUpdates, UpdatePages } from "./update-pages.ts";

export interface FollowUpdatesDeps {
  readonly pages: UpdatePages;
  readonly arrivals: Arrivals;
  readonly logger: Logger;
  readonly workspaceId: string;
  readonly filter: Pick<AskedUpdates, "connectionId" | "chatId" | "kind">;
  /** The position behind which to begin. */
  readonly after: string;
  readonly over: AbortSignal;
}

/** What a reader waits before it connects again. */
const retryMs = 2_000;
const heartbeatMs = 15_000;
/** A notification may be lost: the stream looks by itself as often. */
const lookEveryMs = 2_000;
/** Where the filter leaves everything out, a busy workspace is looked at no oftener. */
const restMs = 50;
/** Updates in memory for one reader: the next are read when it has taken these. */
const pageSize = 50;
const chunkLength = 64 * 1_024;

/**
 * Ends only with `over`; while Postgres is away it waits. The reader is told its place at once, so
 * that one that resumes before anything came loses nothing, and where the filter has passed much.
 */
export async function* followUpdates(deps: FollowUpdatesDeps): AsyncGenerator<string> {
  const { arrivals, workspaceId, over } = deps;
  const quiet = createQuiet();
  let position = deps.after;
  let told = position;
  yield `retry: ${retryMs}\n${placeOf(told)}`;

  for (let first = true; !over.aborted; first = false) {
    // Asked before the look, so that nothing arrives unheard between the look and the wait.
    const arrival = arrivals.next(workspaceId, over);
    try {
      const page = await look(deps, position);
      const passed = page.rows.length === 0 && page.position !== position;
      position = page.position;
      if (page.rows.length > 0) {
        for (const chunk of chunksOf(page.rows)) yield chunk;
        told = page.rows.at(-1)?.position ?? told;
        quiet.broken();
      } else if (quiet.forMs() >= heartbeatMs || (first && passed)) {
        yield told === position ? ":\n\n" : placeOf(position);
        told = position;
        quiet.broken();
      }
      if (page.hasMore) continue;
      if (passed) await soonest([], restMs);
      await soonest([arrival], Math.min(lookEveryMs, heartbeatMs - quiet.forMs()));
    } finally {
      arrival.forget();
    }
  }
}

/** Nothing new where Postgres cannot say. */
async function look(deps: FollowUpdatesDeps, after: string): Promise<UpdatesPage> {
  const { pages, workspaceId, filter, logger } = deps;
  try {
    return await pages(workspaceId, { ...filter, after, order: "asc", limit: pageSize });
  } catch (error) {
    // Every stream meets this at once: readiness says it aloud.
    logger.debug({ err: describeError(error) }, "could not look for updates to stream");
    return { rows: [], hasMore: false, position: after };
  }
}

function placeOf(position: string): string {
  return `id: ${writeCursor("u", position)}\n\n`;
}

function eventOf(row: UpdateRow): string {
  // Telegram writes its updates in two lines; a reader joins them again.
  const data = updateJson(row).split(/\r\n|\r|\n/);
  return `${data.map((line) => `data: ${line}\n`).join("")}${placeOf(row.position)}`;
}

function* chunksOf(rows: readonly UpdateRow[]): Generator<string> {
  let chunk = "";
  for (const row of rows) {
    chunk += eventOf(row);
    if (chunk.length < chunkLength) continue;
    yield chunk;
    chunk = "";
  }
  if (chunk !== "") yield chunk;
}

/** Measures how long the reader has heard nothing. */
function createQuiet() {
  let since = performance.now();
  return {
    broken() {
      since = performance.now();
    },
    forMs: () => performance.now() - since,
  };
}

async function soonest(arrivals: readonly Arrival[], ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const time = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.max(ms, 0));
  });
  await Promise.race([time, ...arrivals.map(({ heard }) => heard)]);
  clearTimeout(timer);
}
