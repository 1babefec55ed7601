/** sendChatAction, answerCallbackQuery, getChat, getChatMember, leaveChat, getFile and getUserProfilePhotos. */
import { fileJson } from "../../state/files.ts";
import { pictureSize } from "../../state/picture-size.ts";
import { checkMayWrite, findChat } from "../chat-access.ts";
import { badRequest } from "../errors.ts";
import type { Method } from "../method.ts";
import { botJson, chatJson, compact, userJson } from "../render.ts";

const ACTIONS = new Set(
  `typing upload_photo record_video upload_video record_audio upload_audio record_voice upload_voice
  upload_document find_location pick_up_location record_video_note upload_video_note choose_sticker`.split(
    /\s+/,
  ),
);

export const sendChatAction: Method = (deps, { bot, params }) => {
  const chat = findChat(deps, params);
  const action = params.text("action").toLowerCase();
  if (!ACTIONS.has(action)) throw badRequest("wrong parameter action in request");
  checkMayWrite(deps, bot, chat);
  deps.events.publish({
    type: "chat-action",
    chatId: String(chat.id),
    botId: String(bot.id),
    action,
  });
  return true;
};

export const answerCallbackQuery: Method = (deps, { bot, params }) => {
  const id = params.text("callback_query_id");
  if (!deps.callbacks.answer(bot.id, id)) {
    throw badRequest("query is too old and response timeout expired or query ID is invalid");
  }
  deps.events.publish({
    type: "callback-answer",
    botId: String(bot.id),
    callbackQueryId: id,
    text: params.text("text"),
    showAlert: params.bool("show_alert"),
  });
  return true;
};

export const getChat: Method = (deps, { params }) => {
  const chat = findChat(deps, params);
  return compact({
    ...chatJson(chat, deps.people.get(chat.id)),
    accent_color_id: Math.abs(chat.id) % 7,
    max_reaction_count: 11,
    accepted_gift_types: {
      unlimited_gifts: false,
      limited_gifts: false,
      unique_gifts: false,
      premium_subscription: false,
      gifts_from_channels: false,
    },
  });
};

export const getChatMember: Method = (deps, { bot, params }) => {
  const chat = findChat(deps, params);
  const userId = params.int("user_id");
  const user = userId === bot.id ? botJson(bot) : undefined;
  const person = deps.people.get(userId);
  if (!user && !person) throw badRequest("invalid user_id specified");
  const status = user ? deps.chats.status(chat, userId) : (chat.members[userId] ?? "left");
  return { user: user ?? (person && userJson(person)), status };
};

export const leaveChat: Method = (deps, { bot, params }) => {
  const chat = findChat(deps, params);
  if (chat.type === "private") throw badRequest("can't leave a private chat");
  checkMayWrite(deps, bot, chat);
  deps.chats.setStatus(chat, bot.id, "left");
  deps.events.publish({ type: "chats" });
  return true;
};

export const getFile: Method = (deps, { bot, params }) => {
  const id = params.text("file_id");
  const file = deps.files.get(bot.id, id);
  if (!file) {
    const issued = id.startsWith(`SBX_${bot.id}_`);
    throw badRequest(
      issued ? "wrong file_id or the file is temporarily unavailable" : "invalid file_id",
    );
  }
  if (file.size > 20 * 1024 * 1024) throw badRequest("file is too big");
  return { ...fileJson(file), file_path: file.path };
};

/** A bot sees its own pictures; people have none here. Telegram gives each in several sizes. */
export const getUserProfilePhotos: Method = (deps, { bot, params }) => {
  const userId = params.int("user_id");
  const shown = deps.bots.get(userId);
  if (!shown && !deps.people.get(userId)) throw badRequest("invalid user_id specified");
  if (shown?.picture === undefined) return { total_count: 0, photos: [] };
  const file = deps.pictures.of(bot, shown);
  const photos = [[{ ...fileJson(file), ...pictureSize(file.bytes) }]];
  return { total_count: 1, photos: photos.slice(params.int("offset")) };
};
