/** Decides what must not even be tried, from what is known when a part is claimed: a pure function. */
import type { ClaimedPart, Failure } from "@lumenflow/db";
import { absenceOf, returnsMessages } from "@lumenflow/telegram";

const notApproved: Failure = {
  code: "not_as_approved",
  detail: "What would have been sent is not what was approved.",
  remedy: "Ask to send it again, and find out who changed it.",
};
const paidForbidden: Failure = {
  code: "paid_not_allowed",
  detail: "The message costs Stars, and its connection no longer allows that.",
  remedy: "Set the connection's paidBroadcast to true and retry, or ask to send it without.",
};
const leftBehind: Failure = {
  code: "left_behind",
  detail:
    "It answers a message of the group that became a supergroup, where that id is another message's.",
  remedy: "Ask to send it again, without the reply.",
};

type Facts = Pick<
  ClaimedPart,
  "chatId" | "method" | "payload" | "attempt" | "botStatus" | "paid" | "paidAllowed"
> & { readonly digested: Pick<ClaimedPart["digested"], "chatId"> };

/** Why the part fails unsent; undefined where Telegram is to be asked. */
export function failureBeforehand(part: Facts, asApproved: boolean): Failure | undefined {
  if (!asApproved) return notApproved;
  if (part.paid && !part.paidAllowed) return paidForbidden;
  const hasMoved = part.chatId !== part.digested.chatId;
  if (hasMoved && part.payload.reply_parameters !== undefined) return leftBehind;
  // Whoever tries again knows something that we do not. Changes do no harm: Telegram decides.
  if (part.attempt > 1 || !returnsMessages(part.method)) return undefined;
  const absence = absenceOf(part.chatId, part.botStatus);
  return absence && { code: absence.code, detail: absence.description, remedy: absence.remedy };
}
