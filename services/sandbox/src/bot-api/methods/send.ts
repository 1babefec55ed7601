/** The part that all sending methods share: chat, thread, reply, keyboard. */

import { dialogOf } from "../../state/messages.ts";
import type { Chat, Json, StoredMessage } from "../../state/types.ts";
import { checkMayWrite, findChat } from "../chat-access.ts";
import { badRequest } from "../errors.ts";
import { addMessage } from "../message.ts";
import type { MethodCall, MethodDeps } from "../method.ts";
import { readReplyMarkup } from "../reply-markup.ts";

export interface Target {
  chat: Chat;
  threadId: number | undefined;
  replyTo: StoredMessage | undefined;
  quote: Json | undefined;
}

/** Where the call wants to write. Throws ApiError as Telegram does, in its order. */
export function readTarget(deps: MethodDeps, { bot, params }: MethodCall): Target {
  const chat = findChat(deps, params);
  checkMayWrite(deps, bot, chat);
  const threadId = params.int("message_thread_id") || undefined;
  if (threadId !== undefined && !hasThread(deps, chat, bot.id, threadId)) {
    throw badRequest("message thread not found");
  }
  return { chat, threadId, ...readReply(deps, chat, { bot, params }) };
}

/** Sends one message and gives it back as the result. */
export function sendOne(deps: MethodDeps, call: MethodCall, content: Json, target?: Target): Json {
  const { bot, params } = call;
  const { chat, threadId, replyTo, quote } = target ?? readTarget(deps, call);
  const stored = addMessage(deps, {
    chat,
    bot,
    threadId,
    replyTo,
    quote,
    content,
    replyMarkup: readReplyMarkup(params),
    protected: params.bool("protect_content"),
  });
  return stored.message;
}

/** A thread exists once a message started it or was written in it; General (1) must not be named. */
function hasThread(deps: MethodDeps, chat: Chat, botId: number, threadId: number): boolean {
  if (threadId === 1) return false;
  if (deps.messages.get(dialogOf(chat, botId), threadId)) return true;
  return deps.messages
    .ofChat(chat.id, botId)
    .some(({ message }) => message.message_thread_id === threadId);
}

function readReply(
  deps: MethodDeps,
  chat: Chat,
  { bot, params }: Pick<MethodCall, "bot" | "params">,
): Pick<Target, "replyTo" | "quote"> {
  const given = params.json("reply_parameters");
  const reply = (typeof given === "object" && given !== null ? given : {}) as Json;
  const messageId = Number(reply.message_id ?? params.int("reply_to_message_id"));
  if (!messageId) return { replyTo: undefined, quote: undefined };
  const replyTo = deps.messages.get(dialogOf(chat, bot.id), messageId);
  if (!replyTo) {
    const lenient =
      reply.allow_sending_without_reply === true || params.bool("allow_sending_without_reply");
    if (lenient) return { replyTo: undefined, quote: undefined };
    throw badRequest("message to be replied not found");
  }
  const quote = reply.quote;
  if (typeof quote !== "string" || !quote) return { replyTo, quote: undefined };
  const position = String(replyTo.message.text ?? replyTo.message.caption ?? "").indexOf(quote);
  if (position < 0) throw badRequest("QUOTE_TEXT_INVALID");
  return { replyTo, quote: { text: quote, position, is_manual: true } };
}
