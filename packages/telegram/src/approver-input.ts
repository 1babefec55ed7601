/** Finds in an update what is meant for us and not for Sidekick: a pressed button of a card, a linking code. */
import { type ExactJson, idOf, objectOf, parseExact, textOf } from "./exact-json.ts";

/** A token of ours: a code, or what a card's button says. 132 random bits. */
const token = /^lf-[A-Za-z0-9_-]{22}$/;
const start = /^(?:\/start(?:@\w{1,64})?\s+)?(lf-[A-Za-z0-9_-]{22})$/;

export interface Press {
  readonly kind: "press";
  readonly callbackQueryId: string;
  readonly data: string;
  readonly chatId: string;
  readonly messageId: string;
  readonly telegramUserId: string;
}

export interface SaidCode {
  readonly kind: "code";
  readonly code: string;
  readonly chatId: string;
  readonly chatKind: "private" | "group";
  /** What the chat is called, or the person. */
  readonly title: string;
  readonly telegramUserId: string;
}

export type ApproverInput = Press | SaidCode;

export function isApproverToken(text: string): boolean {
  return token.test(text);
}

/** Null for everything else, which costs no more than a look for three letters. */
export function readApproverInput(rawJsonText: string): ApproverInput | null {
  if (!rawJsonText.includes("lf-")) return null;
  let update: Record<string, ExactJson> | null;
  try {
    update = objectOf(parseExact(rawJsonText));
  } catch {
    return null;
  }
  const query = objectOf(update?.callback_query);
  if (query !== null) return readPress(query);
  const message = objectOf(update?.message);
  return message === null ? null : readCode(message);
}

function readPress(query: Record<string, ExactJson>): Press | null {
  const data = textOf(query.data);
  const callbackQueryId = textOf(query.id);
  const message = objectOf(query.message);
  const chatId = idOf(objectOf(message?.chat)?.id);
  const messageId = idOf(message?.message_id);
  const telegramUserId = idOf(objectOf(query.from)?.id);
  if (data === null || !token.test(data)) return null;
  if (callbackQueryId === null || !/^[\w-]{1,64}$/.test(callbackQueryId)) return null;
  if (chatId === null || messageId === null || telegramUserId === null) return null;
  return { kind: "press", callbackQueryId, data, chatId, messageId, telegramUserId };
}

/** A forwarded code was somebody else's to post. */
function readCode(message: Record<string, ExactJson>): SaidCode | null {
  const text = textOf(message.text)?.trim();
  const code = text === undefined || text.length > 200 ? undefined : start.exec(text)?.[1];
  const chat = objectOf(message.chat);
  const from = objectOf(message.from);
  const chatId = idOf(chat?.id);
  const telegramUserId = idOf(from?.id);
  if (code === undefined || chatId === null || telegramUserId === null) return null;
  if (from?.is_bot === true || message.forward_origin !== undefined) return null;
  const type = textOf(chat?.type);
  if (type !== "private" && type !== "group" && type !== "supergroup") return null;
  const name = [textOf(from?.first_name), textOf(from?.last_name)].filter(Boolean).join(" ");
  const title = (type === "private" ? name : textOf(chat?.title)) ?? "";
  return {
    kind: "code",
    code,
    chatId,
    telegramUserId,
    chatKind: type === "private" ? "private" : "group",
    title: title.replaceAll("\0", "").slice(0, 255).toWellFormed() || chatId,
  };
}
