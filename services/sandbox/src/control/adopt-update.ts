/** Learns people, chats and messages from a raw update, so that a bot can answer it. */
import type { Core } from "../core.ts";
import { dialogOf } from "../state/messages.ts";
import type { Bot, Chat, ChatType, Json } from "../state/types.ts";

type AdoptDeps = Pick<Core, "people" | "chats" | "messages" | "events">;

const CHAT_TYPES = new Set(["private", "group", "supergroup", "channel"]);
const STORED = new Set(["message", "channel_post"]);

/** What is already known stays as it is. */
export function adoptUpdate(deps: AdoptDeps, bot: Bot, kind: string, body: unknown): void {
  const content = object(body);
  adoptPerson(deps, object(content.from ?? content.user));
  const chat = adoptChat(deps, object(content.chat ?? object(content.message).chat));
  const messageId = content.message_id;
  if (!chat || !STORED.has(kind) || !isId(messageId)) return;
  const dialog = dialogOf(chat, bot.id);
  if (deps.messages.get(dialog, messageId)) return;
  const botId = chat.type === "private" ? bot.id : undefined;
  const message = { ...content, message_id: messageId };
  deps.messages.add({ dialog, chatId: chat.id, botId, message });
  deps.events.publish({ type: "message", chatId: String(chat.id), botId: String(bot.id) });
}

function adoptPerson({ people }: AdoptDeps, from: Json): void {
  const id = from.id;
  if (!isId(id) || id < 0 || from.is_bot === true || people.get(id)) return;
  people.create({
    id,
    firstName: text(from.first_name) ?? "Someone",
    lastName: text(from.last_name),
    username: text(from.username),
  });
}

function adoptChat({ chats }: AdoptDeps, given: Json): Chat | undefined {
  const id = given.id;
  if (!isId(id)) return undefined;
  const type = text(given.type) ?? "";
  const known = chats.get(id);
  if (known) return known;
  return chats.create({
    id,
    type: CHAT_TYPES.has(type) ? (type as ChatType) : id > 0 ? "private" : "supergroup",
    title: text(given.title) ?? text(given.first_name),
    username: text(given.username),
    open: true,
  });
}

const object = (value: unknown): Json =>
  typeof value === "object" && value !== null ? (value as Json) : {};
const text = (value: unknown) => (typeof value === "string" ? value : undefined);
const isId = (value: unknown): value is number => Number.isSafeInteger(value);
