/** Says how somebody stands to a request: whether it is their own, and in whose place they may decide about it. */
import type { AwayPerson, Repositories } from "@lumenflow/db";
import { type Behind, type Decider, decidesOwn } from "@lumenflow/governance";

export interface Named {
  readonly kind: string;
  readonly id: string;
}

/** Everybody who stands behind somebody, themselves included. */
export type Lines = (of: Named) => Promise<readonly Behind[]>;

export interface Standing {
  /** They asked, or a key of their line did. */
  readonly own: boolean;
  /** Whom they decide for; `own` where not about this request. */
  readonly standsFor: readonly (AwayPerson & { readonly own: boolean })[];
}

/** Each is looked up once. Two people are two: only keys have others behind them. */
export function createLines(
  keys: Pick<Repositories["keys"], "holders">,
  workspaceId: string,
): Lines {
  const known = new Map<string, Promise<readonly Behind[]>>();
  return ({ kind, id }) => {
    const actor = `${kind}:${id}`;
    if (kind !== "key") return Promise.resolve([{ actor, scopes: null }]);
    const line = known.get(actor) ?? keys.holders(workspaceId, id);
    known.set(actor, line);
    return line;
  };
}

/**
 * In somebody else's place nobody decides about what they asked for themselves, or any key did whose
 * secret they know, whatever their role: a rule that names another wants another. Nor about what the
 * one who is away could not decide either, having asked.
 */
export async function standingTo(
  lines: Lines,
  requester: Named,
  decider: Decider,
  away: readonly AwayPerson[],
): Promise<Standing> {
  const behindRequester = await lines(requester);
  const ownOf = async (who: Decider): Promise<boolean> => {
    const actor = `${who.kind}:${who.id}`;
    const behind = await lines(who);
    const scopes = behind.find((each) => each.actor === actor)?.scopes ?? scopesOf(who);
    const asked = `${requester.kind}:${requester.id}`;
    return decidesOwn({ actor, scopes }, asked, behind, behindRequester);
  };
  const knows = behindRequester.some(({ actor }) => actor === `${decider.kind}:${decider.id}`);
  const standsFor = away.map(async (each) => ({ ...each, own: knows || (await ownOf(each)) }));
  return { own: await ownOf(decider), standsFor: await Promise.all(standsFor) };
}

/** Who may change rules as a person; a key says so by its scopes. */
function scopesOf({ role }: Decider): readonly string[] {
  return role === "owner" || role === "admin" ? ["policies:manage"] : [];
}
