/** Tells pages that are open what kind of thing changed. */
import {
  createStreamPlaces,
  EventStream,
  operations,
  problem,
  type Route,
  route,
} from "@lumenflow/api";
import type { Database, Listener } from "@lumenflow/db";
import type { Logger } from "@lumenflow/runtime";
import { followChanges } from "./follow-changes.ts";
import { createNews } from "./news.ts";

export interface ChangeDeps {
  readonly database: Pick<Database, "trails">;
  readonly listener: Pick<Listener, "on">;
  /** Aborts when the process stops: every stream ends, and its reader goes on elsewhere. */
  readonly stopping: AbortSignal;
  readonly logger: Logger;
}

/** Of one workspace, in one process: a tab each. */
const mostStreams = 64;

export function changeRoutes({ database, listener, stopping, logger }: ChangeDeps): Route[] {
  const news = createNews(listener);
  const places = createStreamPlaces(mostStreams);
  return [
    route(operations.streamChanges, async ({ query, lastEventId, principal: { workspaceId } }) => {
      const after = placeOf(lastEventId ?? query.cursor);
      const ended = places.enter(workspaceId);
      const { trails } = database;
      return {
        body: new EventStream({
          until: stopping,
          ended,
          chunks: (over) => followChanges({ trails, news, logger, workspaceId, after, over }),
        }),
      };
    }),
  ];
}

/** @throws Problem E010 where it is none that we gave. */
function placeOf(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  if (cursor === "start") return "0";
  if (/^\d{1,18}$/.test(cursor)) return cursor;
  throw problem.invalid([{ path: "query.cursor", message: "must be the id of an earlier event" }]);
}
