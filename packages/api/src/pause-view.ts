/** Says of a stored pause what a workspace may know of it. */
import type { PauseView } from "./schemas/pause.ts";

export interface StoredPause {
  /** `installation`, or the id of a workspace or a connection. */
  readonly scope: string;
  readonly reason: string | null;
  readonly since: Date | string;
  readonly until: Date | string | null;
  /** `key:<id>`, `user:<id>` or `system`. */
  readonly by: string | null;
  readonly byName: string | null;
  /** Where whoever paused belongs; null for the system and the command line. */
  readonly actorWorkspaceId: string | null;
}

/** Seen from another workspace, whoever paused is nobody. */
export function pauseView(
  stored: StoredPause,
  workspaceId: string,
  direction: PauseView["direction"] = "outbound",
): PauseView {
  const { scope, reason, since, until, actorWorkspaceId } = stored;
  const known = actorWorkspaceId === null || actorWorkspaceId === workspaceId;
  return {
    scope: scopeOf(scope, workspaceId),
    direction,
    reason,
    by: known ? actorIn(stored.by, stored.byName) : null,
    since: iso(since),
    until: until === null ? null : iso(until),
  };
}

function scopeOf(scope: string, workspaceId: string): PauseView["scope"] {
  if (scope === "installation") return scope;
  return scope === workspaceId ? "workspace" : "connection";
}

function actorIn(by: string | null, name: string | null): PauseView["by"] {
  if (by === null) return null;
  const [kind, id] = by.split(":", 2);
  return kind === "key" || kind === "user"
    ? { kind, id: id ?? "", name }
    : { kind: "system", id: "system", name };
}

function iso(time: Date | string): string {
  return new Date(time).toISOString();
}
