/** Refuses a decision about one's own request, also where a key of one's line has asked or decides. */
import { actorOf, type Principal, problem } from "@lumenflow/api";
import type { ApprovalRow, Database } from "@lumenflow/db";
import { type Behind, decidesOwn } from "@lumenflow/governance";

/** @throws Problem E004 */
export async function refuseOwnRequest(
  { holders }: Pick<Database["keys"], "holders">,
  row: Pick<ApprovalRow, "requesterKind" | "requesterId">,
  principal: Principal,
): Promise<void> {
  const { workspaceId } = principal;
  const behind = async (kind: string, id: string): Promise<readonly Behind[]> =>
    kind === "key" ? holders(workspaceId, id) : [];
  const { requesterKind, requesterId } = row;
  const [decider, requester] = await Promise.all([
    behind(principal.kind, principal.id),
    behind(requesterKind, requesterId),
  ]);
  const asking = { actor: actorOf(principal), scopes: principal.scopes };
  if (!decidesOwn(asking, `${requesterKind}:${requesterId}`, decider, requester)) return;
  throw problem.notAllowed(
    "Whoever asked to send a message does not decide about it, nor do keys that they made or were made by.",
  );
}
