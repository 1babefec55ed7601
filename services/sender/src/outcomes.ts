/** Decides what an outcome means for a part, its chat and its connection: a pure function. */
import type { Known, PartResult } from "@lumenflow/db";
import { refusedBot, type Trouble } from "@lumenflow/governance";
import type { Outcome } from "@lumenflow/telegram";

type Own = "workspaceId" | "messageId" | "partId" | "fence" | "alone";
type WithoutOwn<T> = T extends unknown ? Omit<T, Own> : never;

/** What is recorded about the part. */
export type Recorded = WithoutOwn<PartResult>;

export interface Consequence {
  readonly record: Recorded;
  /** The chat waits this many milliseconds. */
  readonly holdChatMs?: number | undefined;
  /** Telegram could not be reached at all: the bot waits. */
  readonly unreachable?: boolean | undefined;
  /** The connection sends nothing more until a person has acted. */
  readonly needsPerson?: Trouble | undefined;
}

export interface Attempt {
  /** The messages that the call changes; absent where it makes new ones. */
  readonly changes?: readonly string[] | undefined;
  /** Counts from 1. */
  readonly attempt: number;
  /** Telegram's error code, where it gave one. */
  readonly errorCode?: number | undefined;
  /** How many items the album has, where it is one. */
  readonly items?: number | undefined;
}

/** Answers of "not done, try again" before a person is asked. */
const mostAttempts = 10;
const longestBackoffMs = 60_000;

/** 1, 2, 4 … 60 s. */
export function backoffMs(attempt: number): number {
  return Math.min(longestBackoffMs, 1_000 * 2 ** Math.max(0, Math.min(attempt, 16) - 1));
}

export function consequenceOf(outcome: Outcome, attempt: Attempt): Consequence {
  const { errorCode: code } = attempt;
  const failure = {
    code: outcome.code,
    detail: clean(outcome.description),
    remedy: outcome.remedy === "" ? null : outcome.remedy,
  };
  const failed: Consequence = { record: { to: "failed", failure, ...(code && { code }) } };
  const later = (waitMs: number, spent: boolean): Recorded => ({
    to: "queued",
    waitMs,
    spent,
    detail: clean(outcome.description || outcome.code),
  });

  switch (outcome.class) {
    case "delivered":
      if (attempt.changes !== undefined) {
        return { record: { to: "sent", messageIds: attempt.changes } };
      }
      // Sent and deleted at once: it arrived, and Telegram has no id to give.
      if (outcome.messageIds.length === 0) {
        return { record: { to: "sent", messageIds: [], detail: outcome.remedy } };
      }
      return { record: { to: "sent", messageIds: outcome.messageIds } };
    case "uncertain": {
      const { items } = attempt;
      const known = { ...outcome.known, ...(items !== undefined && { items }) };
      const detail = [failure.detail, inWords(known)].filter((words) => words !== "").join(" · ");
      const record = { to: "uncertain", failure: { ...failure, detail }, known } as const;
      return { record: { ...record, ...(code && { code }) } };
    }
    case "failed_message":
    case "failed_chat":
      return failed;
    case "not_delivered_retry": {
      const unreachable = outcome.unreached === true;
      if (!unreachable && attempt.attempt >= mostAttempts) return failed;
      return { record: later(backoffMs(attempt.attempt), !unreachable), unreachable };
    }
    case "rate_limited": {
      const holdChatMs = outcome.retryAfterSeconds * 1_000;
      return { record: later(holdChatMs, false), holdChatMs };
    }
    case "connection_unusable":
      return { record: later(0, false), needsPerson: refusedBot(outcome) };
    case "migrated": {
      // A chat that moves on and on is not a chat.
      if (attempt.attempt >= mostAttempts) return failed;
      const { newChatId } = outcome;
      return { record: { ...later(0, true), newChatId } as Recorded };
    }
  }
}

/** What is known about a call in doubt, for the person who looks into the chat. */
function inWords({ written, status, elapsedMs, failedItem, items }: Known): string {
  if (failedItem != null) {
    return `Item ${failedItem} of ${items ?? "the"} failed; the other items may be in the chat, since Telegram keeps those that arrived and does not name them.`;
  }
  const took = `${((elapsedMs ?? 0) / 1_000).toFixed(1)} s`;
  const came = status === null ? `no answer within ${took}` : `HTTP ${status} after ${took}`;
  return `${written === true ? "The whole request had gone out" : "The request had begun to go out"}; ${came}.`;
}

/** Postgres holds no NUL and no half of a surrogate pair. */
function clean(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}
