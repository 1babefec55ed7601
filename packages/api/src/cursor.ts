/** Judges the cursors of lists whose pages end in an id. */
import { problem } from "./problem.ts";

/**
 * `prefix` is that of the list's ids, such as `msg`: behind another kind of id there is nothing, and a
 * reader would take that for the end. @throws Problem E010
 */
export function checkCursor(
  cursor: string | undefined,
  prefix: string,
  path = "query.cursor",
): void {
  const [, kind] = /^([a-z]+)_[0-9A-Za-z]{1,64}$/.exec(cursor ?? "") ?? [];
  if (cursor === undefined || kind === prefix) return;
  throw problem.invalid([{ path, message: "must be the nextCursor of an earlier answer" }]);
}
