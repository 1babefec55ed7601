/** Streams updates to readers that stay connected, from where they left off. */
import { createStreamPlaces, EventStream, operations, type Route, route } from "@lumenflow/api";
import type { Database } from "@lumenflow/db";
import type { Logger } from "@lumenflow/runtime";
import type { Arrivals } from "./arrivals.ts";
import { readPosition } from "./cursor.ts";
import { followUpdates } from "./follow-updates.ts";
import type { UpdatePages } from "./update-pages.ts";

export interface StreamUpdatesDeps {
  readonly pages: UpdatePages;
  readonly updates: Pick<Database["updates"], "head">;
  readonly arrivals: Arrivals;
  /** Aborts when the process stops: every stream ends, and its reader goes on elsewhere. */
  readonly stopping: AbortSignal;
  readonly logger: Logger;
}

/** Of one workspace, in one process. */
const mostStreams = 32;

export function streamUpdates(deps: StreamUpdatesDeps): Route {
  const places = createStreamPlaces(mostStreams);

  return route(operations.streamUpdates, async ({ query, lastEventId, principal }) => {
    const { workspaceId } = principal;
    const { cursor, ...filter } = query;
    const asked =
      readPosition(lastEventId, "headers.last-event-id") ??
      (cursor === "start" ? "0" : readPosition(cursor));
    const after = asked ?? (await deps.updates.head(workspaceId));
    const ended = places.enter(workspaceId);
    return {
      body: new EventStream({
        until: deps.stopping,
        ended,
        chunks: (over) => followUpdates({ ...deps, workspaceId, filter, after, over }),
      }),
    };
  });
}
