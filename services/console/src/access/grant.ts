/** What a caller may give to a new key: nothing it lacks itself, and no longer than it lasts. */
import { type Principal, problem, type Scope } from "@lumenflow/api";
import type { Database } from "@lumenflow/db";

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
