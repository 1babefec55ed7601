/** What a caller may give to a new key: nothing it lacks itself, and no longer than it lasts. */
import { isScope, type Principal, problem, type Scope } from "@lumenflow/api";
import type { ApiKeyRow, Database } from "@lumenflow/db";

/** @throws Problem E004 */
export function refuseScopes(asked: readonly Scope[], caller: Principal): void {
  if (asked.includes("approvals:self")) {
    throw problem.notAllowed(
      "approvals:self belongs to the first start's key alone: whoever asks does not decide.",
    );
  }
  const lacking = asked.filter((scope) => !caller.scopes.includes(scope));
  if (lacking.length > 0) {
    throw problem.notAllowed(`You cannot grant what you lack: ${lacking.join(", ")}.`);
  }
}

/**
 * Whoever rotates a key holds it from then on: that gives them nothing that they could not have given
 * themselves. A key may always rotate itself. @throws Problem E004
 */
export async function refuseTaking(
  key: Pick<ApiKeyRow, "id" | "scopes" | "expiresAt">,
  caller: Principal,
  keys: Pick<Database["keys"], "find">,
): Promise<void> {
  if (caller.kind === "key" && caller.id === key.id) return;
  refuseScopes(key.scopes.filter(isScope), caller);
  if (caller.kind !== "key") return;
  const own = (await keys.find(caller.workspaceId, caller.id))?.expiresAt ?? null;
  if (own === null || (key.expiresAt !== null && key.expiresAt <= own)) return;
  throw problem.notAllowed("A key cannot rotate one that outlives it.");
}

/** The new key's end: as asked, but never after the calling key's own. @throws Problem E004, E010 */
export async function expiryOf(
  asked: Date | undefined,
  caller: Principal,
  keys: Pick<Database["keys"], "find">,
): Promise<Date | undefined> {
  if (asked !== undefined && asked.getTime() <= Date.now()) {
    throw problem.invalid([{ path: "expiresAt", message: "lies in the past" }]);
  }
  if (caller.kind !== "key") return asked;
  const own = (await keys.find(caller.workspaceId, caller.id))?.expiresAt ?? undefined;
  if (own === undefined) return asked;
  if (asked !== undefined && asked > own) {
    throw problem.notAllowed("A key cannot make one that outlives it.");
  }
  return asked ?? own;
}
