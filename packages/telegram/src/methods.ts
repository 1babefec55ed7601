/** What matters about Bot API methods: may they be repeated, and do they give message ids. */
import { idOf, objectOf } from "./exact-json.ts";

/**
 * Whether calling the method twice does the same as calling it once, so that doubt may be ended by
 * trying again: reading, setting, editing, deleting, reacting, answering a button, showing an action.
 */
export function mayRepeat(method: string): boolean {
  return (
    /^(get|set|edit|delete)[A-Z]/.test(method) ||
    method === "answerCallbackQuery" ||
    method === "sendChatAction"
  );
}

/** sendGift and the drafts answer `true`: they leave no message with an id. */
const WITHOUT_MESSAGE = new Set([
  "sendChatAction",
  "sendGift",
  "sendMessageDraft",
  "sendRichMessageDraft",
]);

/** Whether a yes to the method must carry the ids of the messages it made. */
export function returnsMessages(method: string): boolean {
  return /^(send|forwardMessage|copyMessage)/.test(method) && !WITHOUT_MESSAGE.has(method);
}

/** Whether the method changes a message that is there: its id means something in that very chat alone. */
export function changesMessages(method: string): boolean {
  return /^(edit|delete)Message/.test(method);
}

/** The messages that such a call is about. */
export function messagesChanged(params: Readonly<Record<string, unknown>>): string[] {
  const ids = Array.isArray(params.message_ids) ? params.message_ids : [params.message_id];
  return ids.flatMap((id) => (id == null ? [] : [String(id)]));
}

/** The message ids in a result: of a Message, a MessageId, or a list of either; empty for anything else. */
export function messageIdsOf(result: unknown): string[] {
  const messages = Array.isArray(result) ? result : [result];
  const ids = messages.map((message) => idOf(objectOf(message)?.message_id));
  // A list with a gap would claim more than is known.
  return ids.every((id) => id !== null) ? ids : [];
}
