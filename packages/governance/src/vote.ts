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

export interface Vote {
  readonly kind: string;
  readonly id: string;
  readonly digest: string;
  readonly decision: "approved" | "rejected";
}

export type Judged =
  /** It counts: the message is released or rejected by it, or waits for others still. */
  | {
      readonly kind: "decides" | "counts";
      readonly approvals: number;
      readonly required: number;
    }
  /** They said so before. */
  | { readonly kind: "unchanged" }
  | { readonly kind: "own" | "not-named" | "expired" | "other-digest" | "voted-otherwise" }
  | { readonly kind: "settled"; readonly status: ApprovalStatus };

export interface Wish {
  readonly decider: Decider;
  readonly decision: "approved" | "rejected";
  /** What they saw. */
  readonly digest: string;
  /** The first start's key alone. */
  readonly mayDecideOwn: boolean;
}

/** Whether somebody may decide at all, before it is asked what. */
export function mayDecide(
  { requester, approvers }: Pick<Question, "requester" | "approvers">,
  { decider, mayDecideOwn }: Pick<Wish, "decider" | "mayDecideOwn">,
): "yes" | "own" | "not-named" {
  const own = requester.kind === decider.kind && requester.id === decider.id;
  if (own && !mayDecideOwn) return "own";
  return isApprover(approvers, decider) ? "yes" : "not-named";
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
  const before = votes.find(({ kind, id }) => kind === decider.kind && id === decider.id);
  if (before !== undefined) {
    return { kind: before.decision === decision ? "unchanged" : "voted-otherwise" };
  }
  const approvals = votes.filter((vote) => vote.decision === "approved").length;
  if (decision === "rejected") return { kind: "decides", approvals, required };
  const kind = approvals + 1 >= required ? "decides" : "counts";
  return { kind, approvals: approvals + 1, required };
}
