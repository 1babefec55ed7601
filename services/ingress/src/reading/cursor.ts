/** Cursors: opaque to callers, a kind and a place to us. */
import { problem } from "@lumenflow/api";

/** `u`: a position in the updates; `c`: a chat by activity; `m`: a member of one; `t`: an item of a timeline. */
export type CursorKind = "u" | "c" | "m" | "t";

export function writeCursor(kind: CursorKind, ...place: readonly string[]): string {
  return Buffer.from([kind, ...place].join(" ")).toString("base64url");
}

/**
 * The place, or undefined without a cursor. Throws E010 for one that we did not make; `path` says
 * where it stood.
 */
export function readCursor(
  kind: CursorKind,
  cursor: string | undefined,
  shape: RegExp,
  path = "query.cursor",
): string[] | undefined {
  if (cursor === undefined) return undefined;
  const [found, ...place] = Buffer.from(cursor, "base64url").toString("latin1").split(" ");
  if (found !== kind || !shape.test(place.join(" ")) || !isPlace(place)) {
    throw problem.invalid([{ path, message: "must be the nextCursor of an earlier answer" }]);
  }
  return place;
}

const positionShape = /^\d{1,19}$/;
const largestPosition = 2n ** 63n - 1n;

/** A position in the updates, as Postgres can hold it. */
export function readPosition(cursor: string | undefined, path?: string): string | undefined {
  const [position] = readCursor("u", cursor, positionShape, path) ?? [];
  if (position === undefined) return undefined;
  return BigInt(position) > largestPosition ? String(largestPosition) : position;
}

/** An instant has to be one: Postgres would refuse the 31st of February. */
function isPlace([at = "", id]: readonly string[]): boolean {
  if (id === undefined) return true;
  const time = new Date(at);
  return time.getTime() >= 0 && time.toISOString() === at;
}

/** An instant and something unique behind it. */
export const instantAndId = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z [\w-]{1,64}$/;
