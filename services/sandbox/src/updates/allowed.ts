/** Which kinds of updates a bot asked for. */

/** Kinds that must be asked for by name (Client.h 1455-1459). */
const NOT_BY_DEFAULT = new Set(["chat_member", "message_reaction", "message_reaction_count"]);

const KNOWN = new Set(
  `message edited_message channel_post edited_channel_post business_connection business_message
  edited_business_message deleted_business_messages guest_message stopped_message_generation
  message_reaction message_reaction_count inline_query chosen_inline_result callback_query
  shipping_query pre_checkout_query purchased_paid_media poll poll_answer my_chat_member chat_member
  chat_join_request chat_boost removed_chat_boost managed_bot subscription`.split(/\s+/),
);

/** Undefined asks for the default kinds. */
export function isAllowed(allowed: readonly string[] | undefined, kind: string): boolean {
  return allowed ? allowed.includes(kind) : !NOT_BY_DEFAULT.has(kind);
}

/**
 * Reads the parameter as Telegram does: absent or not a JSON array keeps the setting, an empty list
 * or one without a known name goes back to the default (Client.cpp 16889-16946).
 */
export function readAllowedUpdates(value: unknown, current: string[] | undefined) {
  if (!Array.isArray(value)) return current;
  const names = value.filter((name) => typeof name === "string").map((name) => name.toLowerCase());
  const known = [...new Set(names)].filter((name) => KNOWN.has(name));
  return known.length > 0 ? known : undefined;
}
