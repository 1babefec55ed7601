/** Turns a message's row into what the API answers. */
import {
  type AcceptedView,
  type MessageDetailView,
  type MessageView,
  pauseView,
} from "@lumenflow/api";
import type { MessageRow, PartRow, StoredFile, TransitionRow } from "@lumenflow/db";
import type { Ready } from "./make-ready.ts";

/** What it waits for, and which switch or until when, where that is known. */
function waiting(row: MessageRow): Pick<MessageView, "waitingFor" | "pause" | "holdUntil"> {
  const what = row.waitingFor ?? undefined;
  const pause =
    what === "pause" && row.pause !== null ? pauseView(row.pause, row.workspaceId) : undefined;
  const until = what === "hold" ? row.holdUntil?.toISOString() : undefined;
  return {
    ...optional("waitingFor", what),
    ...optional("pause", pause),
    ...optional("holdUntil", until),
  };
}

export function presentMessage(row: MessageRow): MessageView {
  return {
    id: row.id,
    connectionId: row.connectionId,
    chatId: row.chatId,
    threadId: row.threadId,
    chat: row.chat,
    status: row.status,
    ...waiting(row),
    content: row.content,
    priority: row.priority === 0 ? "interactive" : "bulk",
    sequence: row.strictSequence ? "strict" : "approval",
    messageIds: row.parts.flatMap(({ messageIds }) => messageIds),
    approvalId: row.approvalId,
    policy: policyOf(row),
    requester: { kind: row.requesterKind, id: row.requesterId, name: row.requesterName },
    reason: row.reason,
    metadata: row.metadata,
    sendAt: iso(row.sendAt),
    expiresAt: iso(row.expiresAt),
    failure:
      row.failureCode === null
        ? null
        : { code: row.failureCode, detail: row.failureDetail ?? "", remedy: row.failureRemedy },
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    purgedAt: iso(row.purgedAt),
  };
}

export function presentDetail(
  row: MessageRow,
  timeline: readonly TransitionRow[],
): MessageDetailView {
  return {
    ...presentMessage(row),
    parts: row.parts.map((part) => ({
      ordinal: part.ordinal,
      method: part.method,
      payload: part.payload,
      ...travelling(part.files),
      status: part.status,
      attempt: part.attempt,
      messageIds: part.messageIds,
      note: part.status === "sent" ? part.errorDetail : null,
      error: errorOf(part),
    })),
    timeline: timeline.map(({ at, status, actor, attempt, detail }) => ({
      at: at.toISOString(),
      status,
      actor,
      ...optional("attempt", attempt ?? undefined),
      ...optional("detail", detail ?? undefined),
    })),
  };
}

function errorOf({ status, errorCode, errorDetail, known }: PartRow) {
  if (status === "sent" || errorDetail === null) return null;
  return { code: errorCode, detail: errorDetail, known };
}

/** The short answer to a request to send. */
export function presentAccepted(row: MessageRow): AcceptedView {
  return {
    id: row.id,
    status: row.status,
    ...optional("approvalId", row.approvalId ?? undefined),
    policy: policyOf(row),
    parts: presentParts(row),
    ...waiting(row),
  };
}

/** The calls that a message is made of. */
export function presentParts(row: MessageRow): AcceptedView["parts"] {
  return row.parts.map(({ method, payload, files }) => ({
    method,
    payload,
    ...travelling(files),
  }));
}

/** What a request would come to that is not stored. */
export function presentReady({ status, evaluation, revision, parts }: Ready) {
  const { effect, ruleId } = evaluation;
  return {
    status,
    policy: { effect, ...optional("ruleId", ruleId), revision },
    parts: parts.map(({ method, payload, files }) => ({
      method,
      payload: { ...payload },
      ...travelling(files),
    })),
  };
}

/** Nothing where no file travels along. */
function travelling(files: readonly StoredFile[]): { files?: StoredFile[] } {
  return files.length === 0 ? {} : { files: [...files] };
}

function policyOf(row: MessageRow): MessageView["policy"] {
  const effect = row.policyEffect as MessageView["policy"]["effect"];
  return {
    effect,
    ...optional("ruleId", row.policyRuleId ?? undefined),
    ...optional("revision", row.policyRevision ?? undefined),
  };
}

function iso(time: Date | null): string | null {
  return time === null ? null : time.toISOString();
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
