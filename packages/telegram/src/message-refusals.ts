/** What Telegram says when it is the message itself that it does not take, as data. */
import { type CatalogueRow, done, message } from "./catalogue-row.ts";

/** The same call would be refused again; some of them are no failure, since the work is done already. */
export const messageRefusals: readonly CatalogueRow[] = [
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
    "Send the file itself: files known to another bot cannot be reused.",
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
];
