/** Where a page of the trail ends: a time and an id, opaque to callers. */
import { problem } from "@lumenflow/api";
import type { AuditPlace } from "@lumenflow/db";

export function writePlace({ at, id }: { readonly at: Date; readonly id: string }): string {
  return Buffer.from(`${at.toISOString()} ${id}`).toString("base64url");
}

/** @throws Problem E010 for a cursor that we did not give. */
export function readPlace(cursor: string | undefined): AuditPlace | undefined {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, "base64url").toString("latin1");
  const [, at = "", id = ""] = /^(\S+) (aud_\w{1,64})$/.exec(text) ?? [];
  const time = new Date(at);
  if (time.getTime() >= 0 && time.toISOString() === at) return { at, id };
  const message = "must be the nextCursor of an earlier answer";
  throw problem.invalid([{ path: "query.cursor", message }]);
}
