/** The kinds of updates that are known, and which of them we ask Telegram for. */

/** @grammyjs/types 5.0.0 (beyond Bot API 10.2). Others are stored all the same. */
export const updateKinds = [
  "message",
  "edited_message",
  "channel_post",
  "edited_channel_post",
  "business_connection",
  "business_message",
  "edited_business_message",
  "deleted_business_messages",
  "guest_message",
  "stopped_message_generation",
  "message_reaction",
  "message_reaction_count",
  "inline_query",
  "chosen_inline_result",
  "callback_query",
  "shipping_query",
  "pre_checkout_query",
  "purchased_paid_media",
  "poll",
  "poll_answer",
  "my_chat_member",
  "chat_member",
  "chat_join_request",
  "chat_boost",
  "removed_chat_boost",
  "managed_bot",
  "subscription",
] as const;

export type UpdateKind = (typeof updateKinds)[number];

/** Whether the kind is one of `updateKinds`: unknown ones are data from outside, no metric labels. */
export function isUpdateKind(kind: string): kind is UpdateKind {
  return (updateKinds as readonly string[]).includes(kind);
}

/** Of the words, those that name no kind. `newer` are kinds that Telegram has had since this version. */
export function unknownKinds(asked: readonly string[], newer: readonly string[] = []): string[] {
  return asked.filter((kind) => !isUpdateKind(kind) && !newer.includes(kind));
}

/**
 * The explicit `allowed_updates` for setWebhook: what was asked for, or every kind, `newer` ones
 * included. Never empty and never absent: `[]` means a default without chat_member and the reactions,
 * absence keeps whatever was set before (Client.cpp 16889-16946).
 *
 * Names we do not know are left out; the server drops those *it* does not know, so what
 * getWebhookInfo shows later may be shorter than this list.
 */
export function wantedAllowedUpdates(
  asked: readonly string[] = [],
  newer: readonly string[] = [],
): string[] {
  const all = [...new Set<string>([...updateKinds, ...newer])];
  const wanted = all.filter((kind) => asked.includes(kind));
  return wanted.length > 0 ? wanted : all;
}
