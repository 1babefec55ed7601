/** How a caller stands to the requests that they look at. */
import type { Principal } from "@lumenflow/api";
import { createLines, type Standing, standingTo } from "@lumenflow/approvals";
import type { ApprovalRow, Database } from "@lumenflow/db";

export type StandingTo = (row: ApprovalRow) => Promise<Standing>;

/** As of now; whoever asked for several is looked up once. Only people stand in for people. */
export async function createStanding(
  { keys, delegations }: Pick<Database, "keys" | "delegations">,
  principal: Principal,
): Promise<StandingTo> {
  const { kind, id, workspaceId } = principal;
  const away = kind === "user" ? await delegations.away(workspaceId, id) : [];
  const lines = createLines(keys, workspaceId);
  return (row) => standingTo(lines, requesterOf(row), principal, away);
}

export function requesterOf({ requesterKind: kind, requesterId: id }: ApprovalRow) {
  return { kind, id };
}
