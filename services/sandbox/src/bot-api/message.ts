/** Writes a message into a chat: for a bot's calls and for people alike. */
import type { Core } from "../core.ts";
import { dialogOf } from "../state/messages.ts";
import type { Bot, Chat, Json, StoredMessage, User } from "../state/types.ts";
import { botJson, chatJson, compact, seconds, userJson } from "./render.ts";

export interface NewMessage {
  chat: Chat;
  /** The bot of the dialog: the sender, or the one a person writes to. */
  bot: Bot;
  /** A person who writes; without it the bot does. */
  person?: User | undefined;
  threadId?: number | undefined;
  replyTo?: StoredMessage | undefined;
  quote?: Json | undefined;
  content: Json;
  replyMarkup?: unknown;
  protected?: boolean | undefined;
}

type MessageDeps = Pick<Core, "messages" | "people" | "events">;

/** Stores the message and tells the page. Field order as in Client.cpp 4102-4761. */
export function addMessage(deps: MessageDeps, input: NewMessage): StoredMessage {
  const { chat, bot, person } = input;
  const dialog = dialogOf(chat, bot.id);
  const isPost = chat.type === "channel";
  const reply = input.replyTo && { ...input.replyTo.message };
  // A reply inside a reply is not shown again.
  if (reply) delete (reply as Json).reply_to_message;
  const chatView = chatJson(chat, deps.people.get(chat.id));
  const message = compact({
    message_id: deps.messages.nextId(dialog),
    from: isPost ? undefined : person ? userJson(person) : botJson(bot),
    sender_chat: isPost ? chatView : undefined,
    chat: chatView,
    date: seconds(),
    message_thread_id: input.threadId,
    is_topic_message: input.threadId !== undefined && chat.isForum ? true : undefined,
    reply_to_message: reply,
    quote: input.quote,
    has_protected_content: input.protected || undefined,
    ...input.content,
    reply_markup: input.replyMarkup,
  }) as StoredMessage["message"];
  const stored: StoredMessage = {
    dialog,
    chatId: chat.id,
    sentBy: person ? undefined : bot.id,
    botId: chat.type === "private" ? bot.id : undefined,
    message,
  };
  deps.messages.add(stored);
  deps.events.publish({ type: "message", chatId: String(chat.id), botId: String(bot.id) });
  return stored;
}
