/** Reads what an update tells the registry: about its chat, the people in it, and a move to a supergroup. */
import type { ChatMove, ChatSighting, MemberSighting } from "@lumenflow/db";
import type { ReceivedUpdate } from "@lumenflow/jobs";
import type { UpdateDescription } from "@lumenflow/telegram";
import { storable } from "./storable.ts";

export interface RegistryNews {
  readonly chat: ChatSighting | null;
  readonly members: readonly MemberSighting[];
  readonly move: ChatMove | null;
}

export function readNews(received: ReceivedUpdate, about: UpdateDescription): RegistryNews {
  const { chat } = about;
  if (chat === null) return { chat: null, members: [], move: null };
  const { workspaceId, connectionId } = received;
  const key = { workspaceId, connectionId, chatId: chat.id };
  return {
    chat: chatOf(key, received, about, chat),
    members: membersOf(key, received, about),
    move: moveOf(key, about),
  };
}

type Key = Pick<ChatSighting, "workspaceId" | "connectionId" | "chatId">;
type Chat = NonNullable<UpdateDescription["chat"]>;

function chatOf(
  key: Key,
  { receivedAt }: ReceivedUpdate,
  about: UpdateDescription,
  chat: Chat,
): ChatSighting {
  const name = [chat.firstName, chat.lastName].filter((part) => part !== null).join(" ");
  const date = instantOf(about.date);
  const changed = about.membership?.newStatus != null && date !== null;
  return {
    ...key,
    type: text(chat.type),
    title: text(chat.title ?? (name === "" ? null : name)),
    username: text(chat.username),
    isForum: chat.isForum,
    seenAt: receivedAt,
    botStatus: changed ? text(about.membership?.newStatus ?? null) : null,
    botStatusAt: changed ? date : null,
    presentAt: showsPresence(about) ? date : null,
  };
}

/**
 * New messages and posts reach only a bot that is in the chat and not blocked, whatever order they
 * and membership changes arrive in (Telegram promises none). A message that a bot has left may tell
 * of ours; business and guest messages come from chats that the bot is not in.
 */
function showsPresence({ kind, people }: UpdateDescription): boolean {
  if (kind !== "message" && kind !== "channel_post") return false;
  return !people.some(({ isBot, status }) => isBot && status === "left");
}

function membersOf(
  key: Key,
  { receivedAt }: ReceivedUpdate,
  { people, date, editDate }: UpdateDescription,
): MemberSighting[] {
  const at = instantOf(editDate ?? date);
  // A press has no date of its own.
  const seenAt = at ?? receivedAt;
  return people.map((person) => ({
    ...key,
    userId: person.id,
    name: text(person.name),
    username: text(person.username),
    isBot: person.isBot,
    status: at === null ? null : person.status,
    statusAt: person.status === null ? null : at,
    stated: person.stated,
    wroteAt: person.wrote ? at : null,
    firstSeenAt: seenAt,
    lastSeenAt: seenAt,
  }));
}

/** Only groups become supergroups, and both have negative ids; a person is never sent to another. */
function moveOf({ chatId, ...key }: Key, about: UpdateDescription): ChatMove | null {
  const { migrateFromChatId: from, migrateToChatId: to } = about;
  const move = from === null ? { from: chatId, to } : { from, to: chatId };
  const isGroup = (id: string | null): id is string => id?.startsWith("-") === true;
  if (!isGroup(move.from) || !isGroup(move.to) || move.from === move.to) return null;
  return { ...key, from: move.from, to: move.to };
}

const lastSecond = 253_402_300_799;

/** Unix seconds as ISO 8601, or null beyond the year 9999. */
function instantOf(seconds: number | null): string | null {
  return seconds === null || seconds > lastSecond ? null : new Date(seconds * 1_000).toISOString();
}

function text(value: string | null): string | null {
  return value === null ? null : storable(value);
}
