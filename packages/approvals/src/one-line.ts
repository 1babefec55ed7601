/** Says whether somebody who decides counts as another who has asked or decided, by the keys behind them. */
import type { Actor, Repositories } from "@lumenflow/db";
import { type Behind, type Decider, decidesOwn } from "@lumenflow/governance";

/** Who may change rules as a person; a key says so by its scopes. */
const changesRules = (role: string | undefined) => role === "owner" || role === "admin";

/** Two people are two: only keys have others behind them. */
export async function isOfOneLine(
  keys: Pick<Repositories["keys"], "holders">,
  workspaceId: string,
  decider: Actor & Decider,
  other: { readonly kind: string; readonly id: string },
): Promise<boolean> {
  const behind = async (kind: string, id: string): Promise<readonly Behind[]> =>
    kind === "key" ? keys.holders(workspaceId, id) : [];
  if (decider.kind !== "key" && other.kind !== "key") return false;
  const behindDecider = await behind(decider.kind, decider.id);
  const behindOther = await behind(other.kind, other.id);
  const actor = `${decider.kind}:${decider.id}`;
  const own = behindDecider.find((each) => each.actor === actor)?.scopes ?? [];
  const scopes = changesRules(decider.role) ? ["policies:manage"] : own;
  return decidesOwn({ actor, scopes }, `${other.kind}:${other.id}`, behindDecider, behindOther);
}
