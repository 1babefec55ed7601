/** Says what became of a call in the words of Sidekick's transport. */
import { ProblemError } from "./problem-error.ts";
import type { AcceptedMessage, Message, MessageStatus } from "./types.ts";

export interface Failed {
  readonly success: false;
  readonly error: string;
  readonly failureClass: "retryable" | "terminal";
  readonly retryAfterSeconds?: number;
  readonly metadata?: Record<string, unknown>;
}

/** Whatever is known of a message: as it was accepted, or as it stands. */
type Known = Pick<AcceptedMessage, "id" | "status"> &
  Partial<Omit<AcceptedMessage, "approvalId"> & Pick<Message, "messageIds" | "failure">> & {
    readonly approvalId?: string | null | undefined;
    readonly replayed?: boolean;
    readonly timeline?: readonly {
      readonly status: string;
      readonly detail?: string | undefined;
    }[];
  };

/** Why a message that ended so was not sent. Sending the same again would not help by itself. */
const unsent: Partial<Record<MessageStatus, string>> = {
  failed: "Telegram refused the message.",
  uncertain:
    "Nobody knows yet whether Telegram delivered the message; a person decides. Do not send it again.",
  rejected: "An approver rejected the message.",
  expired: "The message expired before anybody approved it, or before it went out.",
  cancelled: "The message was withdrawn.",
  blocked: "A rule of the workspace blocks this message.",
};

export function resultOf(known: Known, more: Record<string, unknown> = {}) {
  const { id, status, approvalId, messageIds = [], waitingFor, policy, replayed } = known;
  const metadata = {
    ...(id !== null && { messageId: id }),
    status,
    ...(approvalId != null && { approvalId }),
    ...(waitingFor !== undefined && { waitingFor }),
    ...(messageIds.length > 0 && { telegramMessageIds: messageIds }),
    ...(policy !== undefined && { policy }),
    ...(replayed === true && { replayed }),
    ...more,
  };
  const why = unsent[status];
  if (why !== undefined) {
    const said = known.failure ?? null;
    const detail = said === null ? detailOf(known) : [said.detail, said.remedy].join(" ").trim();
    const error = detail === undefined ? why : `${why} ${detail}`;
    return { success: false, error, failureClass: "terminal", metadata } as const;
  }
  const [externalMessageId] = messageIds;
  return {
    success: true,
    ...(externalMessageId !== undefined && { externalMessageId }),
    metadata,
  } as const;
}

/** What whoever ended it said. */
function detailOf({ status, timeline = [] }: Known): string | undefined {
  return timeline.findLast((entry) => entry.status === status)?.detail;
}

/** A call that gave no answer, or a refusal. What is not a refusal may have been carried out. */
export function failureOf(error: unknown): Failed {
  if (!(error instanceof ProblemError)) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      success: false,
      error: `LumenFlow gave no answer: ${why}`,
      failureClass: "retryable",
    };
  }
  const { code, status, problem, retryable, retryAfterSeconds } = error;
  const { id, approvalId } = problem as { id?: unknown; approvalId?: unknown };
  return {
    success: false,
    error: error.message,
    failureClass: retryable ? "retryable" : "terminal",
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    metadata: {
      code,
      httpStatus: status,
      ...(problem.requestId !== "" && { requestId: problem.requestId }),
      ...(problem.errors !== undefined && { errors: problem.errors }),
      ...(typeof id === "string" && { messageId: id, status: "blocked" }),
      ...(typeof approvalId === "string" && { approvalId }),
    },
  };
}
