/** Shows in replies to a card what the card itself cannot: the message's own parts, exactly as they would go out. */
import type { ApprovalRow, CardRow, Repositories, StoredFile } from "@lumenflow/db";
import { postSystemMessage } from "./system-message.ts";

/** More of them are no help to anybody on a phone. */
const mostReplies = 10;

/** Calls that leave in any chat what they would leave in the one they are meant for. */
const repeatable: ReadonlySet<string> = new Set([
  "sendMessage",
  "sendPhoto",
  "sendDocument",
  "sendVideo",
  "sendAudio",
  "sendVoice",
  "sendAnimation",
  "sendSticker",
  "sendLocation",
  "sendPoll",
  "sendMediaGroup",
]);

/** What belongs to that chat, and buttons: they stand on the card, and must not be pressed here. */
const elsewhere: ReadonlySet<string> = new Set([
  "chat_id",
  "message_thread_id",
  "reply_parameters",
  "reply_markup",
  "allow_paid_broadcast",
]);

export interface Reply {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly files: readonly StoredFile[];
}

/** None where replies cannot show all of it. */
export function repliesFor({ parts }: Pick<ApprovalRow, "parts">): readonly Reply[] {
  const shows = parts.every(
    ({ method, files }) =>
      repeatable.has(method) && files.every(({ uploadId }) => uploadId !== null),
  );
  if (!shows || parts.length > mostReplies) return [];
  return parts.map(({ method, payload, files }) => ({
    method,
    files,
    params: Object.fromEntries(Object.entries(payload).filter(([name]) => !elsewhere.has(name))),
  }));
}

/** The system message that brings them; null where its connection takes nothing more. */
export function postReplies(
  tx: Repositories,
  row: ApprovalRow,
  { connectionId, chatId, telegramMessageId }: CardRow,
  botId: string,
): Promise<string | null> {
  const { workspaceId, id: approvalId } = row;
  const reply_parameters = { message_id: Number(telegramMessageId) };
  return postSystemMessage(tx, {
    ...{ workspaceId, connectionId, botId, chatId, approvalId },
    calls: repliesFor(row).map(({ params, ...each }) => ({
      ...each,
      params: { ...params, disable_notification: true, reply_parameters },
    })),
  });
}
