/** Reads updates behind a cursor, and waits for new ones where asked to. */
import { JsonText, operations, type Route, route, updateJson } from "@lumenflow/api";
import type { UpdatesPage } from "@lumenflow/db";
import type { Arrivals } from "./arrivals.ts";
import { readPosition, writeCursor } from "./cursor.ts";
import type { UpdatePages } from "./update-pages.ts";

export interface ListUpdatesDeps {
  readonly pages: UpdatePages;
  readonly arrivals: Arrivals;
  /** Aborts when the process stops: whoever waits gets an empty page at once. */
  readonly stopping: AbortSignal;
}

/** A notification may be lost: a waiting reader looks by itself as often. */
const lookEveryMs = 2_000;

export function listUpdates(deps: ListUpdatesDeps): Route {
  const { pages, arrivals, stopping } = deps;
  return route(operations.listUpdates, async ({ query, principal, signal }) => {
    const { workspaceId } = principal;
    const asked = { ...query, after: readPosition(query.cursor) };
    const look = () => pages(workspaceId, asked);
    if (query.wait === 0 || query.order === "desc") return answer(await look());

    const over = AbortSignal.any([signal, stopping, AbortSignal.timeout(query.wait * 1_000)]);
    for (;;) {
      const turn = AbortSignal.any([over, AbortSignal.timeout(lookEveryMs)]);
      // Asked before the look, so that nothing arrives unheard between the look and the wait.
      const arrived = arrivals.next(workspaceId, turn);
      const page = await look();
      if (page.rows.length > 0 || over.aborted) {
        arrived.forget();
        return answer(page);
      }
      await arrived.heard;
    }
  });
}

function answer(page: UpdatesPage): { body: JsonText } {
  return { body: new JsonText(pageJson(page)) };
}

function pageJson({ rows, hasMore, position }: UpdatesPage): string {
  const nextCursor = writeCursor("u", position);
  return `{"data":[${rows.map(updateJson).join(",")}],"nextCursor":"${nextCursor}","hasMore":${hasMore}}`;
}
