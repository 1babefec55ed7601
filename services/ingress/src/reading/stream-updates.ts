/** Streams updates to readers that stay connected, from where they left off. */
import { EventStream, operations, problem, type Route, route } from "@lumenflow/api";
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

/** Of one workspace, in one process: each holds a socket and looks by itself. */
const mostStreams = 32;
/** Streams end when a deployment does or a reader goes: in seconds, not in milliseconds. */
const retryAfterSeconds = 5;

export function streamUpdates(deps: StreamUpdatesDeps): Route {
  const open = new Map<string, number>();

  function enter(workspaceId: string): () => void {
    const others = open.get(workspaceId) ?? 0;
    if (others >= mostStreams) {
      throw problem.rateLimited(
        retryAfterSeconds,
        `This workspace has ${mostStreams} streams open here already. End one, or read with a cursor.`,
      );
    }
    open.set(workspaceId, others + 1);
    return () => {
      const left = (open.get(workspaceId) ?? 1) - 1;
      if (left > 0) open.set(workspaceId, left);
      else open.delete(workspaceId);
    };
  }

  return route(operations.streamUpdates, async ({ query, lastEventId, principal }) => {
    const { workspaceId } = principal;
    const { cursor, ...filter } = query;
    const asked =
      readPosition(lastEventId, "headers.last-event-id") ??
      (cursor === "start" ? "0" : readPosition(cursor));
    const after = asked ?? (await deps.updates.head(workspaceId));
    const ended = enter(workspaceId);
    return {
      body: new EventStream({
        until: deps.stopping,
        ended,
        chunks: (over) => followUpdates({ ...deps, workspaceId, filter, after, over }),
      }),
    };
  });
}
