/** Judges ids that callers send, before they reach Postgres, which refuses NUL in a text. */
import { problem } from "@lumenflow/api";

/** Whether the text has the shape of one of our ids; another shape is simply not found. */
export function isId(text: string): boolean {
  return /^[a-z]+_[0-9A-Za-z]{1,64}$/.test(text);
}

/** @throws Problem E010 where a list's cursor is none that we gave. */
export function checkCursor(cursor: string | undefined): void {
  if (cursor === undefined || isId(cursor)) return;
  throw problem.invalid([
    { path: "query.cursor", message: "must be the nextCursor of an earlier answer" },
  ]);
}
