/** Says whether a decision would be about one's own request, also by way of keys that one has made. */

/** A key or a person that stands behind a caller. */
export interface Behind {
  /** `key:<id>` or `user:<id>`. */
  readonly actor: string;
  /** A key's; null for a person. */
  readonly scopes: readonly string[] | null;
}

export interface Deciding {
  readonly actor: string;
  /** What they may do now, by key or by role. */
  readonly scopes: readonly string[];
}

/** Lets a key decide about what it asked for itself: the first start's, for try-outs. */
const self = "approvals:self";
/** Whoever has it could have let the message pass by a rule: to forbid it a decision protects nothing. */
const rules = "policies:manage";

/**
 * `behindDecider` and `behindRequester` are everybody who knows a secret of theirs, themselves
 * included. Two answers for what they share:
 * - **It asked itself.** Then neither it nor a key of its line decides, unless it has approvals:self.
 * - **A key of its line asked.** Then it may decide, and have another key of its line decide, if it
 *   may change rules: an owner approves what the Sidekick asks for whose key they made. A key that
 *   may not change rules gets nothing by making keys.
 */
export function decidesOwn(
  decider: Deciding,
  requester: string,
  behindDecider: readonly Behind[],
  behindRequester: readonly Behind[],
): boolean {
  if (decider.scopes.includes(self)) return false;
  const theirs = new Set([requester, ...behindRequester.map(({ actor }) => actor)]);
  return [decider, ...behindDecider].some(({ actor, scopes }) => {
    if (!theirs.has(actor)) return false;
    if (scopes?.includes(self)) return false;
    if (actor === requester) return true;
    // A person who made both keys could change rules when they made them: nobody else makes keys.
    return scopes !== null && !scopes.includes(rules);
  });
}
