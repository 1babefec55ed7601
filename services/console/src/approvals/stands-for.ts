/** Whom a caller decides for while they are away. */
import type { Principal } from "@lumenflow/api";
import type { AwayPerson, Database } from "@lumenflow/db";

/** Nobody, where the caller is a key: only people stand in for people. */
export async function standsFor(
  delegations: Pick<Database["delegations"], "away">,
  { kind, id, workspaceId }: Principal,
): Promise<AwayPerson[]> {
  return kind === "user" ? delegations.away(workspaceId, id) : [];
}
