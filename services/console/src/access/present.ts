/** Turns a key's row into what the API answers: never its secret. */
import { type ApiKeyView, isScope } from "@lumenflow/api";
import type { ApiKeyRow } from "@lumenflow/db";

export function presentKey(row: ApiKeyRow): ApiKeyView {
  const [kind, id = ""] = row.createdBy.split(":", 2);
  const { previousUntil } = row;
  const overlaps = previousUntil !== null && previousUntil.getTime() > Date.now();
  return {
    id: row.id,
    name: row.name,
    hint: row.hint,
    scopes: row.scopes.filter(isScope),
    createdBy: {
      kind: kind === "key" || kind === "user" ? kind : "system",
      id,
      name: row.createdByName,
    },
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    rotatedAt: row.rotatedAt?.toISOString() ?? null,
    previousValidUntil: overlaps ? previousUntil.toISOString() : null,
  };
}
