/** The Bot API methods that the sandbox models, by lower-case name. */
import type { Method } from "../method.ts";
import { sendMediaGroup } from "./album.ts";
import { close, getMe, getUpdates, logOut } from "./bot.ts";
import {
  answerCallbackQuery,
  getChat,
  getChatMember,
  getFile,
  getUserProfilePhotos,
  leaveChat,
  sendChatAction,
} from "./chat.ts";
import {
  deleteMessage,
  deleteMessages,
  editMessageCaption,
  editMessageMedia,
  editMessageReplyMarkup,
  editMessageText,
} from "./edit.ts";
import {
  sendAnimation,
  sendAudio,
  sendDocument,
  sendPhoto,
  sendSticker,
  sendVideo,
  sendVideoNote,
  sendVoice,
} from "./media.ts";
import { sendContact, sendDice, sendLocation, sendPoll, sendVenue } from "./other-content.ts";
import { sendMessage } from "./text.ts";
import { deleteWebhook, getWebhookInfo, setWebhook } from "./webhook.ts";

const all = {
  answerCallbackQuery,
  close,
  deleteMessage,
  deleteMessages,
  deleteWebhook,
  editMessageCaption,
  editMessageMedia,
  editMessageReplyMarkup,
  editMessageText,
  getChat,
  getChatMember,
  getFile,
  getMe,
  getUpdates,
  getUserProfilePhotos,
  getWebhookInfo,
  leaveChat,
  logOut,
  sendAnimation,
  sendAudio,
  sendChatAction,
  sendContact,
  sendDice,
  sendDocument,
  sendLocation,
  sendMediaGroup,
  sendMessage,
  sendPhoto,
  sendPoll,
  sendSticker,
  sendVenue,
  sendVideo,
  sendVideoNote,
  sendVoice,
  setWebhook,
} satisfies Record<string, Method>;

export interface NamedMethod {
  name: string;
  run: Method;
  /** Whether Telegram's send limits count it. */
  counted: boolean;
}

/** Any case finds a method; what is not modelled is not there, rather than quietly accepted. */
export const methods: ReadonlyMap<string, NamedMethod> = new Map(
  Object.entries(all).map(([name, run]) => [
    name.toLowerCase(),
    { name, run, counted: name.startsWith("send") && name !== "sendChatAction" },
  ]),
);
