/** Lets one decision about an approval count: judged and kept in one transaction, under its message's lock. */
import type { Actor, AwayPerson, Repositories } from "@lumenflow/db";
import { countAsOne, type Decider, type Judged, judgeVote, type Vote } from "@lumenflow/governance";
import { createLines, type Lines, standingTo } from "./standing.ts";

export interface Ask {
  readonly workspaceId: string;
  readonly messageId: string;
  /** The approval. */
  readonly id: string;
  readonly by: Actor & Decider;
  /** The first start's key alone. */
  readonly mayDecideOwn: boolean;
  readonly decision: "approved" | "rejected";
  /** What they saw. */
  readonly digest: string;
  readonly reason: string | null;
  readonly via: "api" | "telegram";
}

export type Outcome =
  | Judged
  /** The message was changed, and others decide about what it has become. */
  | { readonly kind: "edited" }
  /** It counted, and the line has something new: ring it. */
  | { readonly kind: "released" };

type Wished = Ask & { readonly away: readonly AwayPerson[] };

/** Within the transaction, once it is sure that they may: edits the message and says its new digest. */
export type EditFirst = (tx: Repositories) => Promise<string>;

/**
 * The only way by which people let messages out or stop them. Belongs into a transaction of its own,
 * whose last statement it is: the one in which the last approval that was missing lands is the one
 * that releases the message, and whoever decides, withdraws or lets it expire at the same instant waits
 * for it, or it for them.
 */
export async function decide(tx: Repositories, ask: Ask, editFirst?: EditFirst): Promise<Outcome> {
  const { workspaceId, messageId, id } = ask;
  const status = await tx.messages.lock(workspaceId, messageId);
  // Whoever loses the right to decide at this instant has their votes voided before we count, or after.
  await tx.approvals.lock(workspaceId, id);
  const away = ask.by.kind === "user" ? await tx.delegations.away(workspaceId, ask.by.id) : [];
  let wish: Wished = { ...ask, away };
  let judged = await judge(tx, wish, editFirst === undefined);
  if (judged.kind !== "decides" && judged.kind !== "counts") return judged;
  if (status !== "pending_approval") return { kind: "settled", status: "cancelled" };
  if (editFirst !== undefined) {
    wish = { ...wish, digest: await editFirst(tx) };
    judged = await judge(tx, wish, true);
    if (judged.kind === "not-named") return { kind: "edited" };
    if (judged.kind !== "decides" && judged.kind !== "counts") return judged;
  }
  const { decision, digest, by, reason, via } = wish;
  const { approvals, kind, required, as } = judged;
  const voice = away.find((each) => each.kind === as.kind && each.id === as.id);
  const progress = kind === "counts" ? { approvals, required } : null;
  const kept = await tx.approvals.vote({
    ...{ workspaceId, id, decision, digest, via, reason, progress },
    by: voice ?? by,
    castBy: voice === undefined ? undefined : by,
  });
  if (!kept) return { kind: "expired" };
  if (kind === "counts") return judged;
  const name = voice === undefined ? by.name : `${by.name} for ${voice.name}`;
  const decidedBy = { kind: by.kind, id: by.id, name };
  const decided = await tx.approvals.decide({
    ...{ workspaceId, id, decision, digest, decidedBy, insteadOf: voice, reason },
  });
  // Between the vote and this its time has passed: the vote stays, and counts for nothing.
  if (!decided) return { kind: "expired" };
  return settle(tx, wish, judged);
}

/** `withVotes` false: whoever changes a message may have approved it as it was. */
async function judge(tx: Repositories, wish: Wished, withVotes: boolean): Promise<Judged> {
  const { workspaceId, by, away, mayDecideOwn } = wish;
  const question = await tx.approvals.question(workspaceId, wish.id);
  if (question === null) return { kind: "settled", status: "cancelled" };
  const lines = createLines(tx.keys, workspaceId);
  const { own, standsFor } = await standingTo(lines, question.requester, by, away);
  const votes = withVotes ? question.votes : [];
  const judged = judgeVote({ ...question, votes }, { ...wish, decider: by, standsFor });
  if ((judged.kind !== "decides" && judged.kind !== "counts") || mayDecideOwn) return judged;
  if (own) return { kind: "own" };
  if (wish.decision === "rejected") return judged;
  const heard = await isHeard(lines, [by, judged.as], votes);
  return heard ? { kind: "own" } : judged;
}

/** Whether somebody who counts as one of these has approved already. */
async function isHeard(
  lines: Lines,
  speakers: readonly Decider[],
  votes: readonly Vote[],
): Promise<boolean> {
  const others = votes.flatMap((vote) => [vote, ...(vote.castBy == null ? [] : [vote.castBy])]);
  for (const other of others) {
    for (const speaker of speakers) {
      if (countAsOne(await lines(speaker), await lines(other))) return true;
    }
  }
  return false;
}

async function settle(tx: Repositories, ask: Ask, judged: Judged): Promise<Outcome> {
  const { workspaceId, messageId: id, decision, reason } = ask;
  const actor = `${ask.by.kind}:${ask.by.id}`;
  if (decision === "rejected") {
    const detail = reason ?? undefined;
    await tx.messages.move({ workspaceId, id, to: "rejected", actor, detail });
    await tx.parts.cancelUnsent(workspaceId, [id]);
    return judged;
  }
  const sendAt = await tx.messages.dueAt(workspaceId, id);
  if (sendAt !== null) {
    await tx.messages.move({ workspaceId, id, to: "scheduled", actor });
    return judged;
  }
  await tx.outbox.release(workspaceId, id, actor);
  return { kind: "released" };
}
