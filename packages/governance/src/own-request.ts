/** Says whether a decision would be about one's own request, and who counts as one, also by way of keys that one has made. */

/** A key or a person that stands behind a caller. */
export interface Behind {
  /** `key:<id>` or `user:<id>`. */
  readonly actor: string;
  /** A key's; null for a person. */
  readonly scopes: readonly string[] | null;
  /** A key that the operator handed out, in a workspace to which no person belongs yet. */
  readonly founding?: boolean | undefined;
}

export interface Deciding {
  readonly actor: string;
  /** What they may do now, by key or by role. */
  readonly scopes: readonly string[];
}

/** Lets a key decide about what it asked for itself: the first start's, for try-outs. */
const self = "approvals:self";
/** A person who has it could have let the message pass by a rule, in the open, as themselves. */
const rules = "policies:manage";

/**
 * `behindDecider` and `behindRequester` are everybody who knows a secret of theirs, themselves
 * included. What they share makes the request their own:
 * - **whoever asked**: neither they nor any key of their line decides;
 * - **a key**, whatever its scopes: it could have handed out both, the one that asks and the one that
 *   approves. Except the key with approvals:self, and the one that founded a workspace without people:
 *   somebody has to be able to approve there;
 * - **a person who decides themselves**, unless they may change rules: an owner approves what the
 *   Sidekick asks whose key they made.
 * A person who made both keys and decides by neither is no reason: they answer for both.
 */
export function decidesOwn(
  decider: Deciding,
  requester: string,
  behindDecider: readonly Behind[],
  behindRequester: readonly Behind[],
): boolean {
  if (decider.scopes.includes(self)) return false;
  const theirs = new Set([requester, ...behindRequester.map(({ actor }) => actor)]);
  return [{ actor: decider.actor, scopes: null }, ...behindDecider].some(
    ({ actor, scopes, founding }: Behind) => {
      if (!theirs.has(actor) || scopes?.includes(self)) return false;
      if (actor === requester) return true;
      if (scopes !== null) return founding !== true;
      return actor === decider.actor && isPerson(actor) && !decider.scopes.includes(rules);
    },
  );
}

/**
 * Whether two who approve are one where several must: they are the same, or share anybody at all, a
 * person too. Who wants two people to look at a message gets two, whatever keys they have made.
 */
export function countAsOne(one: readonly Behind[], other: readonly Behind[]): boolean {
  const others = new Set(other.map(({ actor }) => actor));
  return one.some(
    ({ actor, scopes, founding }) =>
      others.has(actor) && founding !== true && scopes?.includes(self) !== true,
  );
}

function isPerson(actor: string): boolean {
  return actor.startsWith("user:");
}
