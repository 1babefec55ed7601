/** Reads updates behind a cursor, and waits for new ones where asked to. */
import { JsonText, operations, type Route, route, updateJson } from "@lumenflow/api";
import type { Database, UpdatesPage, UpdatesQuery } from "@lumenflow/db";
import type { Arrivals } from "./arrivals.ts";
import { readCursor, writeCursor } from "./cursor.ts";

export interface ListUpdatesDeps {
  readonly updates: { page(workspaceId: string, query: UpdatesQuery): Promise<UpdatesPage> };
  readonly chatMoves: Pick<Database["chatMoves"], "idsOf">;
  readonly arrivals: Arrivals;
  /** Aborts when the process stops: whoever waits gets an empty page at once. */
  readonly stopping: AbortSignal;
}

/** A notification may be lost: a waiting reader looks by itself as often. */
const lookEveryMs = 2_000;

const positionShape = /^\d{1,19}$/;
const largestPosition = 2n ** 63n - 1n;

export function listUpdates(deps: ListUpdatesDeps): Route {
  const { updates, chatMoves, arrivals, stopping } = deps;
  return route(operations.listUpdates, async ({ query, principal, signal }) => {
    const { workspaceId } = principal;
    const { chatId, ...rest } = query;
    const asked: UpdatesQuery = { ...rest, after: positionOf(query.cursor) };
    // Asked again with every look: a group may become a supergroup while somebody waits.
    const look = async () => {
      if (chatId === undefined) return updates.page(workspaceId, asked);
      const { connectionId } = query;
      const chatIds = await chatMoves.idsOf({ workspaceId, connectionId, chatId });
      return updates.page(workspaceId, { ...asked, chatIds });
    };
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

function positionOf(cursor: string | undefined): string | undefined {
  const [position] = readCursor("u", cursor, positionShape) ?? [];
  if (position === undefined) return undefined;
  return BigInt(position) > largestPosition ? String(largestPosition) : position;
}

function pageJson({ rows, hasMore, position }: UpdatesPage): string {
  const nextCursor = writeCursor("u", position);
  return `{"data":[${rows.map(updateJson).join(",")}],"nextCursor":"${nextCursor}","hasMore":${hasMore}}`;
}
