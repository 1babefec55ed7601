/** Judges a decision about an approval before it counts: a pure function, asked under the message's lock. */
import type { ApprovalStatus } from "./approval.ts";
import { type Decider, isApprover } from "./approvers.ts";

/** An approval as it stands, with what has been said about it. */
export interface Question {
  readonly status: ApprovalStatus;
  readonly digest: string;
  /** Its time has passed. */
  readonly expired: boolean;
  readonly requester: { readonly kind: string; readonly id: string };
  readonly approvers: readonly string[];
  readonly required: number;
  /** Void ones left out. */
  readonly votes: readonly Vote[];
}

/** Whose it is; and who said it, where that was somebody in their place. */
export interface Vote {
  readonly kind: string;
  readonly id: string;
  readonly castBy?: { readonly kind: string; readonly id: string } | null | undefined;
  readonly digest: string;
  readonly decision: "approved" | "rejected";
}

export type Judged =
  /** It counts: the message is released or rejected by it, or waits for others still. */
  | {
      readonly kind: "decides" | "counts";
      readonly approvals: number;
      readonly required: number;
      /** Whose decision it is: the decider's own, or that of somebody they stand in for. */
      readonly as: Decider;
    }
  /** They said so before. */
  | { readonly kind: "unchanged" }
  | { readonly kind: Exclude<MayDecide, "yes"> | "expired" | "other-digest" | "voted-otherwise" }
  | { readonly kind: "settled"; readonly status: ApprovalStatus };

/** Somebody who is away, and has named the decider. */
export interface Voice extends Decider {
  /** The request is theirs, or the decider's: nobody decides what they asked for through another. */
  readonly own?: boolean | undefined;
}

export interface Wish {
  readonly decider: Decider;
  readonly standsFor?: readonly Voice[] | undefined;
  readonly decision: "approved" | "rejected";
  /** What they saw. */
  readonly digest: string;
  /** The first start's key alone. */
  readonly mayDecideOwn: boolean;
}

type Who = Pick<Wish, "decider" | "standsFor" | "mayDecideOwn">;
type Asked = Pick<Question, "requester" | "approvers">;
type Named = { readonly kind: string; readonly id: string };

/** `own-through-another`: they would decide for somebody else, and one of the two has asked. */
export type MayDecide = "yes" | "own" | "own-through-another" | "not-named";

/** Whether somebody may decide at all, before it is asked what. */
export function mayDecide(asked: Asked, who: Who): MayDecide {
  const { decider, standsFor = [], mayDecideOwn } = who;
  if (same(asked.requester, decider) && !mayDecideOwn) return "own";
  if (voicesOf(asked, who).length > 0) return "yes";
  const barred = standsFor.some((each) => isApprover(asked.approvers, each));
  return barred ? "own-through-another" : "not-named";
}

/** As whom somebody may decide, themselves first. */
function voicesOf({ requester, approvers }: Asked, { decider, standsFor = [] }: Who): Decider[] {
  const others = standsFor.filter((each) => each.own !== true && !same(each, requester));
  return [decider, ...others].filter((each) => isApprover(approvers, each));
}

export function judgeVote(question: Question, wish: Wish): Judged {
  const may = mayDecide(question, wish);
  if (may !== "yes") return { kind: may };
  const { status, digest, required } = question;
  if (status !== "pending") return { kind: "settled", status };
  if (question.expired) return { kind: "expired" };
  if (digest !== wish.digest) return { kind: "other-digest" };
  const votes = question.votes.filter((vote) => vote.digest === digest);
  const { decider, decision } = wish;
  const of = (one: Named) => votes.find((vote) => same(vote, one));
  const voices = voicesOf(question, wish);
  // One person is heard once: not for themselves and for somebody else as well.
  const spoken = of(decider) ?? votes.find(({ castBy }) => castBy != null && same(castBy, decider));
  const as = spoken === undefined ? voices.find((voice) => of(voice) === undefined) : undefined;
  if (as === undefined) {
    const said = spoken ?? (voices[0] && of(voices[0]));
    return { kind: said?.decision === decision ? "unchanged" : "voted-otherwise" };
  }
  const approvals = votes.filter((vote) => vote.decision === "approved").length;
  if (decision === "rejected") return { kind: "decides", approvals, required, as };
  const kind = approvals + 1 >= required ? "decides" : "counts";
  return { kind, approvals: approvals + 1, required, as };
}

function same(one: Named, other: Named): boolean {
  return one.kind === other.kind && one.id === other.id;
}
