/** Turns an approval's row into what the API answers: the preview is what would go out, to the letter. */
import type { ApprovalView, Principal } from "@lumenflow/api";
import type { Standing } from "@lumenflow/approvals";
import type { ApprovalRow } from "@lumenflow/db";
import { differences, judgeVote } from "@lumenflow/governance";
import { requesterOf } from "./standing.ts";

/** As it is for this caller: whether they may decide stands in it. */
export function presentApproval(
  row: ApprovalRow,
  principal: Principal,
  standing: Standing,
): ApprovalView {
  const approvals = votesFor(row).length;
  return {
    id: row.id,
    messageId: row.messageId,
    status: row.status,
    digest: row.digest,
    connection: { id: row.connectionId, botUsername: row.botUsername, botName: row.botName },
    chat: {
      id: row.chatId,
      threadId: row.threadId,
      type: row.chatType,
      title: row.chatTitle,
      username: row.chatUsername,
    },
    preview: {
      parts: row.parts.map(({ files, ...call }) =>
        files.length === 0 ? call : { ...call, files },
      ),
    },
    content: row.content,
    originalContent: row.originalContent ?? null,
    requester: { kind: row.requesterKind, id: row.requesterId, name: row.requesterName },
    reason: row.reason,
    sendAt: iso(row.sendAt),
    requestedAt: row.requestedAt.toISOString(),
    expiresAt: iso(row.expiresAt),
    ruleId: row.policyRuleId,
    policyRevision: row.policyRevision,
    terms: row.terms ?? null,
    approvers: row.approvers.length === 0 ? null : row.approverNames,
    required: row.required,
    missing: row.status === "pending" ? Math.max(0, row.required - approvals) : 0,
    mayDecide: mayStillDecide(row, principal, standing),
    level: row.level,
    escalatesAt: row.status === "pending" ? iso(row.escalateAt) : null,
    remindsAt: row.status === "pending" && row.remindedAt === null ? iso(row.remindAt) : null,
    decisions: row.decisions.map((each) => ({
      id: each.id,
      decision: each.decision,
      digest: each.digest,
      by: { kind: each.kind, id: each.approverId, name: each.name },
      castBy: each.castBy,
      via: each.via,
      reason: each.reason,
      at: each.at,
      voidedAt: each.voidedAt,
    })),
    edits: row.edits.map((each) => ({
      by: { kind: each.kind, id: each.editorId, name: each.name },
      at: each.at,
      fromDigest: each.fromDigest,
      digest: each.toDigest,
      before: each.before,
      after: each.after,
      diff: differences(each.before, each.after).map(({ path, from, to }) => ({
        path,
        from: from ?? null,
        to: to ?? null,
      })),
    })),
    escalations: row.escalations,
    decidedBy:
      row.decidedByKind === null
        ? null
        : { kind: row.decidedByKind, id: row.decidedById ?? "", name: row.decidedByName ?? "" },
    decidedAt: iso(row.decidedAt),
    decisionReason: row.decisionReason,
  };
}

function votesFor({ decisions, digest }: ApprovalRow) {
  return decisions.filter(
    (each) => each.voidedAt === null && each.decision === "approved" && each.digest === digest,
  );
}

function mayStillDecide(
  row: ApprovalRow,
  principal: Principal,
  { own, standsFor }: Standing,
): boolean {
  const { mayDecideOwn } = principal;
  if (!principal.scopes.includes("approvals:decide") || (own && !mayDecideOwn)) return false;
  const votes = row.decisions
    .filter(({ voidedAt }) => voidedAt === null)
    .map(({ approverId, ...each }) => ({ ...each, id: approverId }));
  const wish = { decider: principal, standsFor, mayDecideOwn, digest: row.digest } as const;
  const judged = judgeVote(
    { ...row, requester: requesterOf(row), votes },
    { ...wish, decision: "approved" },
  );
  return judged.kind === "decides" || judged.kind === "counts";
}

function iso(time: Date | null): string | null {
  return time === null ? null : time.toISOString();
}
