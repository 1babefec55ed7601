/** Writes bots, people and chats in Telegram's shape and field order. */
import type { Bot, Chat, Json, User } from "../state/types.ts";

export const seconds = (ms = Date.now()): number => Math.floor(ms / 1_000);

/** Leaves out what is undefined: Telegram never sends null. */
export function compact(object: Json): Json {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

export const userJson = (user: User): Json =>
  compact({
    id: user.id,
    is_bot: false,
    first_name: user.firstName,
    last_name: user.lastName,
    username: user.username,
    language_code: user.languageCode,
  });

export const botJson = (bot: Bot): Json => ({
  id: bot.id,
  is_bot: true,
  first_name: bot.name,
  username: bot.username,
});

/** A private chat shows the person's names, a group its title. */
export function chatJson(chat: Chat, person?: User | undefined): Json {
  if (chat.type === "private") {
    return compact({
      id: chat.id,
      first_name: person?.firstName ?? chat.title ?? "",
      last_name: person?.lastName,
      username: person?.username ?? chat.username,
      type: "private",
    });
  }
  return compact({
    id: chat.id,
    title: chat.title ?? "",
    username: chat.username,
    type: chat.type,
    is_forum: chat.isForum || undefined,
    all_members_are_administrators: chat.type === "group" ? true : undefined,
  });
}
