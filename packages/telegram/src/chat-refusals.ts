/** What Telegram says when it is the chat that does not take messages, as data. */
import { type CatalogueRow, chat } from "./catalogue-row.ts";

const TOPIC = "Reopen the topic or choose another one.";
const RIGHTS = "Give the bot the right to send in this chat, or make it an administrator.";
const BUSINESS = "The business account must connect the bot again.";

/** Until somebody acts in the chat, the topic or the business account. */
export const chatRefusals: readonly CatalogueRow[] = [
  chat("bot_blocked", ["bot was blocked by the user"], "The user must unblock the bot."),
  chat(
    "user_deactivated",
    ["user is deactivated"],
    "The account was deleted. Nothing can be sent.",
  ),
  chat(
    "never_started",
    ["bot can't initiate conversation with a user"],
    "The user must write to the bot first, for example with /start.",
  ),
  chat(
    "recipient_is_bot",
    ["bot can't send messages to the bot", "bot can't send messages to bots"],
    "Bots cannot write to bots. Choose another recipient.",
  ),
  chat(
    "bot_kicked",
    ["bot was kicked from the group chat", "bot was kicked from the supergroup chat"],
    "Somebody must add the bot to the group again.",
  ),
  chat(
    "bot_kicked",
    ["bot was kicked from the channel chat", "bot was kicked"],
    "Somebody must add the bot to the channel again.",
  ),
  chat("not_a_member", ["bot is not a member of the"], "Add the bot to the chat."),
  chat("chat_deleted", ["the group chat was deleted"], "The group no longer exists."),
  chat(
    "chat_not_found",
    ["private chat not found", "chat not found"],
    "Check the chat's id, and that this bot, not another one, belongs to the chat.",
  ),
  chat(
    "chat_not_found",
    ["peer_id_invalid"],
    "Check the chat's id; the bot must have met the chat before.",
  ),
  chat(
    "chat_deactivated",
    ["group is deactivated", "group chat was upgraded to a supergroup chat"],
    "The group has moved or was deleted. Use the chat id of the new supergroup.",
  ),
  chat(
    "no_write_access",
    [
      "chat_write_forbidden",
      "chat_restricted",
      "have no write access to the chat",
      "need administrator rights in the channel chat",
      "have no rights to send a message",
    ],
    RIGHTS,
  ),
  chat(
    "content_not_allowed",
    ["not enough rights to send"],
    "The chat does not let the bot send this type of content. Text may still work.",
    "content",
  ),
  chat(
    "content_not_allowed",
    ["chat_send_"],
    "The chat forbids this type of content. Another type may still work.",
    "content",
  ),
  chat(
    "content_not_allowed",
    ["user restricted receiving of"],
    "The user does not receive this type of message. Send it as a file or as text.",
    "content",
  ),
  chat(
    "payment_required",
    ["allow_payment_required"],
    "The user charges Stars for messages. Ask them for an exception.",
  ),
  chat("topic_closed", ["topic_closed"], TOPIC, "thread"),
  chat("topic_deleted", ["topic_deleted"], "The topic is gone. Choose another one.", "thread"),
  chat("thread_not_found", ["topic_id_invalid"], "Choose another topic.", "thread"),
  chat(
    "thread_not_found",
    ["message thread not found"],
    "Choose another topic; for General leave the topic out.",
    "thread",
  ),
  chat(
    "thread_not_found",
    ["wrong direct messages topic identifier"],
    "Choose another direct-messages topic.",
    "thread",
  ),
  chat("business_connection_invalid", ["business_connection_invalid"], BUSINESS, "business"),
  chat("business_peer_invalid", ["business_peer_invalid"], BUSINESS, "business"),
  chat(
    "business_peer_silent",
    ["business_peer_usage_missing"],
    "The person has not written within 24 hours. Wait until they do.",
    "business",
  ),
];
