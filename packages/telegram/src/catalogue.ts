/** The refusals of the Bot API that are known by their words. The first row that fits counts. */
import { type CatalogueRow, message, REFUSED } from "./catalogue-row.ts";
import { chatRefusals } from "./chat-refusals.ts";
import { messageRefusals } from "./message-refusals.ts";

/**
 * Sources: Telegram's server (Client.cpp, MessagesManager.cpp, MessageContent.cpp) and the error
 * collections of TelegramBotAPI/errors, teloxide and aiogram. Names in capitals come from Telegram's
 * backend and are passed on as they are.
 */
export const catalogue: readonly CatalogueRow[] = [
  // These three quote what others wrote or said, which must not be taken for a refusal of its own.
  message("button_invalid", ["inline keyboard button url"], "Correct the button's address."),
  // The album's other items stay delivered, their ids are lost (Client.cpp 12560-12612).
  {
    class: "uncertain",
    on: REFUSED,
    code: "album_partly_sent",
    says: ["failed to send message #"],
    remedy: "Look into the chat: part of the album may have arrived. Then say delivered or resend.",
  },
  message(
    "markup_broken",
    ["can't parse entities"],
    "Correct the formatting, or send the text as plain.",
    "plain_text",
  ),

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
  {
    class: "failed_message",
    on: [404],
    code: "not_found",
    says: ["not found: "],
    remedy: "What the call refers to does not exist.",
  },

  ...chatRefusals,
  ...messageRefusals,

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
    "Correct PUBLIC_URL: https, reachable from the internet, on port 443, 80, 88 or 8443.",
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
