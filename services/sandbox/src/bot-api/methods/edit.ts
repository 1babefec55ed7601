/** editMessageText, -Caption, -Media and -ReplyMarkup, deleteMessage and deleteMessages. */
import { isDeepStrictEqual } from "node:util";
import { dialogOf } from "../../state/messages.ts";
import type { Chat, Json, StoredMessage } from "../../state/types.ts";
import { checkNotMigrated, findChat } from "../chat-access.ts";
import { badRequest } from "../errors.ts";
import type { Method, MethodCall, MethodDeps } from "../method.ts";
import { seconds } from "../render.ts";
import { readReplyMarkup } from "../reply-markup.ts";
import { itemContent } from "./album.ts";
import { readCaption, readText } from "./text.ts";

const NOT_MODIFIED =
  "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message";
const DELETABLE_SECONDS = 48 * 3_600;

function ownMessage(deps: MethodDeps, { bot, params }: MethodCall): StoredMessage {
  const chat = findChat(deps, params);
  checkNotMigrated(chat);
  const stored = deps.messages.get(dialogOf(chat, bot.id), params.int("message_id"));
  if (!stored) throw badRequest("message to edit not found");
  if (stored.sentBy !== bot.id) throw badRequest("message can't be edited");
  return stored;
}

function edit(deps: MethodDeps, call: MethodCall, fields: string[], change: Json): Json {
  const stored = ownMessage(deps, call);
  const { edit_date: _, ...kept } = stored.message;
  const next: Json = { ...kept };
  for (const field of [...fields, "reply_markup"]) delete next[field];
  Object.assign(next, change);
  const markup = readReplyMarkup(call.params);
  if (markup) next.reply_markup = markup;
  if (isDeepStrictEqual(next, kept)) throw badRequest(NOT_MODIFIED);
  const { message_id, from, sender_chat, chat, date, ...rest } = next;
  const head = { message_id, ...(from ? { from } : {}), ...(sender_chat ? { sender_chat } : {}) };
  stored.message = {
    ...head,
    chat,
    date,
    edit_date: seconds(),
    ...rest,
  } as StoredMessage["message"];
  changed(deps, stored);
  return stored.message;
}

function changed(deps: MethodDeps, stored: StoredMessage): void {
  deps.messages.save(stored);
  deps.events.publish({
    type: "message",
    chatId: String(stored.chatId),
    botId: String(stored.sentBy ?? ""),
  });
}

export const editMessageText: Method = (deps, call) => {
  const content = readText(call.params);
  if (ownMessage(deps, call).message.text === undefined) {
    throw badRequest("there is no text in the message to edit");
  }
  return edit(deps, call, ["text", "entities"], content);
};

export const editMessageCaption: Method = (deps, call) =>
  edit(
    deps,
    call,
    ["caption", "caption_entities"],
    readCaption({
      caption: call.params.text("caption"),
      parseMode: call.params.text("parse_mode"),
      entities: call.params.json("caption_entities"),
    }),
  );

/** Everything that a message may show besides its text; the new media brings its own. */
const MEDIA_FIELDS = [
  ...["photo", "video", "animation", "document", "audio", "voice", "sticker", "video_note"],
  ...["caption", "caption_entities", "show_caption_above_media", "has_media_spoiler"],
];

export const editMessageMedia: Method = (deps, call) => {
  const { message } = ownMessage(deps, call);
  if (!MEDIA_FIELDS.some((field) => message[field] !== undefined)) {
    throw badRequest("there is no media in the message to edit");
  }
  return edit(deps, call, MEDIA_FIELDS, itemContent(deps, call, call.params.json("media")));
};

export const editMessageReplyMarkup: Method = (deps, call) => edit(deps, call, [], {});

export const deleteMessage: Method = (deps, call) => {
  const chat = findChat(deps, call.params);
  checkNotMigrated(chat);
  const stored = find(deps, call, chat, call.params.int("message_id"));
  if (!stored) throw badRequest("message to delete not found");
  if (seconds() - Number(stored.message.date) > DELETABLE_SECONDS) {
    throw badRequest("message can't be deleted");
  }
  deps.messages.remove(stored);
  deps.events.publish({ type: "message", chatId: String(chat.id), botId: String(call.bot.id) });
  return true;
};

/** Messages that cannot be found are passed over, as on the real server. */
export const deleteMessages: Method = (deps, call) => {
  const chat = findChat(deps, call.params);
  checkNotMigrated(chat);
  const ids = call.params.json("message_ids");
  if (!Array.isArray(ids)) throw badRequest("can't parse message identifiers JSON array");
  if (ids.length > 100) throw badRequest("too many message identifiers specified");
  for (const id of ids) {
    const stored = find(deps, call, chat, Number(id));
    if (stored) deps.messages.remove(stored);
  }
  deps.events.publish({ type: "message", chatId: String(chat.id), botId: String(call.bot.id) });
  return true;
};

const find = (deps: MethodDeps, { bot }: MethodCall, chat: Chat, id: number) =>
  deps.messages.get(dialogOf(chat, bot.id), id);
