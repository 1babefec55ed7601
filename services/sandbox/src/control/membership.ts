/** Lets bots join, leave and be blocked, with the updates that Telegram sends for it. */
import { addMessage } from "../bot-api/message.ts";
import { botJson, chatJson, seconds, userJson } from "../bot-api/render.ts";
import type { Core } from "../core.ts";
import { dialogOf } from "../state/messages.ts";
import type { Bot, Chat, Json, MemberStatus, User } from "../state/types.ts";
import { conflicting } from "./route.ts";

export interface Change {
  chat: Chat;
  bot: Bot;
  status: MemberStatus;
  by?: User | undefined;
}

/** Queues my_chat_member, and in groups the service message, unless nothing changes. */
export function changeMember(core: Core, { chat, bot, status, by }: Change): void {
  const leaves = status === "left" || status === "kicked";
  // In an open group a bot that was never named may have been there or not: it changes either way.
  const before = chat.members[bot.id] ?? (chat.type === "private" || leaves ? "member" : "left");
  if (before === status) {
    core.chats.setStatus(chat, bot.id, status);
    return;
  }
  const person = core.people.get(chat.id) ?? by ?? core.people.someone();
  const joins = before === "left" || before === "kicked";
  core.chats.setStatus(chat, bot.id, status);
  core.updates.enqueue(bot, "my_chat_member", {
    chat: chatJson(chat, core.people.get(chat.id)),
    from: userJson(person),
    date: seconds(),
    old_chat_member: memberJson(bot, before),
    new_chat_member: memberJson(bot, status),
  });
  const isGroup = chat.type === "group" || chat.type === "supergroup";
  if (isGroup && joins && !leaves) announce(core, chat, bot, person);
}

/** The duplicates for old clients are still sent (TELEGRAM.md §1.11). */
function announce(core: Core, chat: Chat, bot: Bot, person: User): void {
  const member = botJson(bot);
  const content: Json = {
    new_chat_participant: member,
    new_chat_member: member,
    new_chat_members: [member],
  };
  const { message } = addMessage(core, { chat, bot, person, content });
  core.updates.enqueue(bot, "message", message);
}

function memberJson(bot: Bot, status: MemberStatus): Json {
  return { user: botJson(bot), status, ...(status === "kicked" ? { until_date: 0 } : {}) };
}

/** Makes a group a supergroup: both chats get their service message, and each bot hears of both. */
export function migrate(core: Core, chat: Chat): Chat {
  if (chat.type !== "group" || chat.migratedTo !== undefined) {
    throw conflicting("Only a basic group becomes a supergroup, and only once.");
  }
  const { type: _, id: __, ...kept } = chat;
  const supergroup = core.chats.create({
    ...kept,
    members: { ...chat.members },
    type: "supergroup",
  });
  const person = core.people.someone();
  for (const bot of core.bots.all()) {
    const status = core.chats.status(chat, bot.id);
    if (status === "left" || status === "kicked") continue;
    const to = once(core, chat, bot, person, { migrate_to_chat_id: supergroup.id });
    const from = once(core, supergroup, bot, person, { migrate_from_chat_id: chat.id });
    core.updates.enqueue(bot, "message", to);
    core.updates.enqueue(bot, "message", from);
  }
  chat.migratedTo = supergroup.id;
  core.chats.save(chat);
  return supergroup;
}

/** A group has one history: the service message stands there once, however many bots hear of it. */
function once(core: Core, chat: Chat, bot: Bot, person: User, content: Json): Json {
  const [field] = Object.keys(content);
  const known = core.messages.ofChat(chat.id).find(({ message }) => field && field in message);
  if (known) return known.message;
  const { dialog, message } = addMessage(core, { chat, bot, person, content });
  return (
    core.messages.get(dialog, message.message_id)?.message ?? { dialog: dialogOf(chat, bot.id) }
  );
}
