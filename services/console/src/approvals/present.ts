/** Turns an approval's row into what the API answers: the preview is what would go out, to the letter. */
import type { ApprovalView } from "@lumenflow/api";
import type { ApprovalRow } from "@lumenflow/db";

export function presentApproval(row: ApprovalRow): ApprovalView {
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
    decidedBy:
      row.decidedByKind === null
        ? null
        : { kind: row.decidedByKind, id: row.decidedById ?? "", name: row.decidedByName ?? "" },
    decidedAt: iso(row.decidedAt),
    decisionReason: row.decisionReason,
  };
}

function iso(time: Date | null): string | null {
  return time === null ? null : time.toISOString();
}
