/** Serves bots' pictures under our own origin, and looks at Telegram again once a day. */
import { Bytes, cacheControl, operations, problem, type Route, route } from "@lumenflow/api";
import type { ConnectionRow, KeptPicture } from "@lumenflow/db";
import type { ConnectionDeps } from "./deps.ts";
import { lookAtPicture } from "./look-at-picture.ts";
import { openToken } from "./open-token.ts";
import { createShow } from "./show.ts";
import { botOf } from "./telegram.ts";

const freshFor = 3_600;

export function pictureRoutes(deps: ConnectionDeps): Route[] {
  const { pictures } = deps.database;
  const { found } = createShow(deps);

  /** The kept one, unless a look finds another or that there is none. */
  async function current(row: ConnectionRow): Promise<KeptPicture | null> {
    const { workspaceId, id, botId } = row;
    const kept = await pictures.find(workspaceId, id);
    if (kept === null || !kept.stale) return kept;
    // Without a token, as of a disconnected bot, it stays the one that was seen last.
    const token = await openToken(row, deps).catch(() => null);
    const seen = token === null ? undefined : await lookAtPicture(botOf(token, deps), botId);
    if (seen === undefined) {
      await pictures.lookLater(workspaceId, id);
      return kept;
    }
    await pictures.keep(workspaceId, id, seen);
    return seen && { ...seen, stale: false };
  }

  return [
    route(operations.getConnectionPicture, async ({ params: { id }, principal, ifNoneMatch }) => {
      const picture = await current(await found(principal.workspaceId, id));
      if (picture === null) throw problem.notFound("This bot has no picture.");
      const { bytes, mimeType, digest } = picture;
      const etag = `"${digest.slice(0, 32)}"`;
      if (ifNoneMatch === etag) {
        return {
          status: 304,
          headers: { etag, "cache-control": cacheControl({ etag, freshFor }) },
        };
      }
      const fileName = `picture.${mimeType.slice("image/".length)}`;
      const source = piecesOf(bytes);
      return {
        body: new Bytes({ source, size: bytes.length, mimeType, fileName, etag, freshFor }),
      };
    }),
  ];
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
