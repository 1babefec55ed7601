/** The refusals of the Bot API that are known by their words, as data. The first row that fits counts. */
import type { ChatScope, Instead } from "./outcome.ts";

type Effect =
  | { readonly class: "delivered" | "uncertain" | "connection_unusable" | "not_delivered_retry" }
  | { readonly class: "failed_message"; readonly instead?: Instead }
  | { readonly class: "failed_chat"; readonly scope: ChatScope };

export type CatalogueRow = Effect & {
  /** The error codes under which the words count: 400 and 403 have changed places over the years. */
  readonly on: readonly number[];
  /** Lower-case substrings of the description; one of them suffices. */
  readonly says: readonly string[];
  readonly code: string;
  readonly remedy: string;
};

const REFUSED = [400, 403] as const;

/** A refusal of the message itself. */
const message = (
  code: string,
  says: readonly string[],
  remedy: string,
  instead?: Instead,
): CatalogueRow => ({
  class: "failed_message",
  on: REFUSED,
  code,
  says,
  remedy,
  ...(instead && { instead }),
});

/** A refusal by the chat. */
const chat = (
  code: string,
  says: readonly string[],
  remedy: string,
  scope: ChatScope = "chat",
): CatalogueRow => ({ class: "failed_chat", on: REFUSED, code, says, remedy, scope });

/** The work is done already, or there is none left to do. */
const done = (code: string, says: readonly string[], remedy: string): CatalogueRow => ({
  class: "delivered",
  on: REFUSED,
  code,
  says,
  remedy,
});

const TOPIC = "Reopen the topic or choose another one.";
const RIGHTS = "Give the bot the right to send in this chat, or make it an administrator.";
const NOT_FILE = "Send the file itself: files known to another bot cannot be reused.";
const BUSINESS = "The business account must connect the bot again.";
const FIXED_ELSEWHERE = "Connect the bot again with its current token from BotFather.";
const PUBLIC_URL = "Correct PUBLIC_URL: Telegram must reach it from the internet over https.";

/**
 * Sources: TELEGRAM's server (Client.cpp, MessagesManager.cpp, MessageContent.cpp) and the error
 * collections of TelegramBotAPI/errors, teloxide and aiogram. Names in capitals come from Telegram's
 * backend and are passed on as they are.
 */
export const catalogue: readonly CatalogueRow[] = [
  // First, since it quotes another refusal: the album's other items stay delivered, their ids are lost.
  {
    class: "uncertain",
    on: REFUSED,
    code: "album_partly_sent",
    says: ["failed to send message #"],
    remedy: "Look into the chat: part of the album may have arrived. Then say delivered or resend.",
  },
  {
    class: "connection_unusable",
    on: [400],
    code: "logged_out",
    says: ["logged out"],
    remedy: "The bot was logged out of this Bot API server. Log it in there, then verify again.",
  },
  {
    class: "failed_message",
    on: [404],
    code: "method_unknown",
    says: ["method not found"],
    remedy: "The Bot API server does not know this method. Update the server, or report this.",
  },

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

  message(
    "reply_not_found",
    ["message to be replied not found", "replied message not found"],
    "The message answered to is gone. Send again without the reply.",
    "without_reply",
  ),
  message(
    "quote_invalid",
    ["quote_text_invalid"],
    "The quote is not an exact piece of that message. Send again without the quote.",
    "without_quote",
  ),
  message(
    "text_empty",
    ["message text is empty", "text must be non-empty"],
    "Write a text that is not empty.",
  ),
  message(
    "text_too_long",
    ["message is too long"],
    "Shorten the text to 4096 characters or split it.",
    "split",
  ),
  message("text_too_long", ["text is too long"], "Shorten the text or split it.", "split"),
  message("caption_too_long", ["caption is too long"], "Shorten the caption to 1024 characters."),
  message(
    "markup_broken",
    ["can't parse entities"],
    "Correct the formatting, or send the text as plain.",
    "plain_text",
  ),
  message("parse_mode_unknown", ["unsupported parse_mode"], "Use HTML, Markdown or plain text."),
  message("button_invalid", ["button_data_invalid"], "A button's data must have 1 to 64 bytes."),
  message("button_invalid", ["button_url_invalid"], "Correct the button's address."),
  message("buttons_too_many", ["reply markup is too long"], "Use fewer or shorter buttons."),
  message(
    "button_invalid",
    ["can't parse reply keyboard", "can't parse inline keyboard", "can't parse reply_markup"],
    "Correct the buttons.",
  ),
  message(
    "file_unknown",
    ["wrong file identifier", "wrong remote file identifier"],
    NOT_FILE,
    "upload",
  ),
  message(
    "url_not_fetched",
    ["failed to get http url content", "wrong type of the web page content"],
    "Telegram could not fetch the address. Upload the file instead.",
    "upload",
  ),
  message(
    "photo_refused",
    ["photo_invalid_dimensions", "image_process_failed", "photo has unsupported extension"],
    "Telegram does not take it as a photo. Send it as a document.",
    "document",
  ),
  message(
    "file_empty",
    ["file must be non-empty"],
    "The file is empty. Send another one.",
    "document",
  ),
  message(
    "content_protected",
    ["message has protected content"],
    "The message is protected and cannot be forwarded.",
  ),
  done("not_modified", ["message is not modified"], "Nothing to do: it already looks like this."),
  message(
    "edit_not_found",
    ["message to edit not found", "message_id_invalid"],
    "The message is gone. Send a new one.",
    "new_message",
  ),
  message(
    "edit_refused",
    ["message can't be edited"],
    "Telegram does not let it be edited. Send a new one.",
    "new_message",
  ),
  done("already_deleted", ["message to delete not found"], "Nothing to do: it is gone already."),
  message(
    "delete_refused",
    ["message can't be deleted"],
    "Telegram refuses, for example after 48 hours. Delete it by hand.",
  ),
  done(
    "query_too_old",
    ["query is too old"],
    "Nothing to do: the button waits for no answer any more.",
  ),

  // setWebhook (WebhookActor.cpp 705-715, Client.cpp 16016-16024).
  {
    class: "not_delivered_retry",
    on: [400],
    code: "webhook_host_unresolved",
    says: ["bad webhook: failed to resolve host"],
    remedy: "Telegram cannot resolve the host of PUBLIC_URL. Check its DNS entry.",
  },
  message(
    "webhook_refused",
    ["bad webhook", "invalid webhook url"],
    `${PUBLIC_URL} Ports 443, 80, 88 and 8443 are possible.`,
  ),

  // Client.cpp 18066: it was sent and then deleted by somebody else; sending again would repeat that.
  {
    class: "delivered",
    on: [500],
    code: "deleted_at_once",
    says: ["immediately deleted"],
    remedy: "It was sent, but something in the chat deleted it at once. Do not send it again.",
  },
];

export interface CodeRule {
  readonly class:
    | "uncertain"
    | "connection_unusable"
    | "failed_message"
    | "failed_chat"
    | "not_delivered_retry";
  readonly code: string;
  readonly remedy: string;
}

/** What a code means where no row of the catalogue fits. */
export function ruleOfCode(code: number): CodeRule {
  switch (code) {
    case 401:
      return { class: "connection_unusable", code: "token_refused", remedy: FIXED_ELSEWHERE };
    case 404:
      // The hosted server's answer to a malformed or revoked token.
      return { class: "connection_unusable", code: "token_refused", remedy: FIXED_ELSEWHERE };
    case 409:
      return {
        class: "connection_unusable",
        code: "other_consumer",
        remedy: "Another program uses this bot. Stop it there, then verify the connection.",
      };
    case 421:
      return {
        class: "connection_unusable",
        code: "token_not_allowed",
        remedy: "This Bot API server does not serve the bot. Allow it there or change the server.",
      };
    case 403:
      return {
        class: "failed_chat",
        code: "forbidden",
        remedy: "Telegram forbids sending to this chat. Check the bot's membership and rights.",
      };
    case 413:
      return { class: "failed_message", code: "too_large", remedy: "Send a smaller file." };
    default:
      break;
  }
  if (code >= 400 && code < 500) {
    const remedy = "Telegram refuses this message as it is. Change it and send again.";
    return { class: "failed_message", code: "bad_request", remedy };
  }
  const remedy = "It may have arrived. Look into the chat, then say delivered or resend.";
  return { class: "uncertain", code: "server_error", remedy };
}
