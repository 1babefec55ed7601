/** Turns a received update into the row that is stored and what it tells about chats. */
import { createHash } from "node:crypto";
import type { ChatSighting, NewUpdate } from "@lumenflow/db";
import type { ReceivedUpdate } from "@lumenflow/jobs";
import { describeUpdate, type UpdateDescription } from "@lumenflow/telegram";

export interface ReadUpdate {
  readonly row: NewUpdate;
  readonly sightings: readonly ChatSighting[];
}

/** Never throws: what cannot be understood becomes a row with a fault. */
export function readUpdate(received: ReceivedUpdate): ReadUpdate {
  const about = describeUpdate(received.body);
  const digest = createHash("sha256").update(withoutId(received.body, about.updateId)).digest();
  const row: NewUpdate = {
    workspaceId: received.workspaceId,
    connectionId: received.connectionId,
    updateId: about.updateId ?? standInId(digest),
    kind: about.kind,
    chatId: about.chat?.id ?? null,
    lane: storable(about.lane),
    chatLane: storable(about.chatLane),
    userId: about.userId,
    messageId: about.messageId,
    body: storable(received.body),
    bodyDigest: digest.toString("hex"),
    fault: about.fault,
    receivedAt: received.receivedAt,
  };
  return { row, sightings: sightingsOf(received, about) };
}

/** The same update as a row that Postgres takes in any case: nothing of it is interpreted. */
export function asPoison(row: NewUpdate, fault: string): NewUpdate {
  return {
    ...row,
    kind: "unknown",
    chatId: null,
    lane: "poison",
    chatLane: "poison",
    userId: null,
    messageId: null,
    fault,
  };
}

/** What an update says, whatever its number: a message that comes under another id says the same. */
function withoutId(body: string, updateId: string | null): string {
  return updateId === null ? body : body.replace(/"update_id"\s*:\s*-?\d+/, "");
}

/** Updates without an id (Telegram's are positive) get a negative one of their content's digest. */
function standInId(digest: Buffer): string {
  return `-${(digest.readBigUInt64BE() >> 1n) | 1n}`;
}

/** Postgres holds neither NUL nor half of a surrogate pair; escaped in a JSON text both are fine. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "\ufffd");
}

function sightingsOf(
  { workspaceId, connectionId, receivedAt }: ReceivedUpdate,
  about: UpdateDescription,
): ChatSighting[] {
  const { chat, membership } = about;
  if (chat === null) return [];
  const text = (value: string | null) => (value === null ? null : storable(value));
  const name = [chat.firstName, chat.lastName].filter((part) => part !== null).join(" ");
  const changedAt = membership?.newStatus == null ? null : instantOf(about.date);
  const seen: ChatSighting = {
    workspaceId,
    connectionId,
    chatId: chat.id,
    type: text(chat.type),
    title: text(chat.title ?? (name === "" ? null : name)),
    username: text(chat.username),
    seenAt: receivedAt,
    botStatus: changedAt === null ? null : text(membership?.newStatus ?? null),
    botStatusAt: changedAt,
    migratedTo: about.migrateToChatId,
  };
  return about.migrateFromChatId === null
    ? [seen]
    : [seen, mention(seen, about.migrateFromChatId, chat.id)];
}

/** The group that became this supergroup: the only news is where it went. */
function mention(seen: ChatSighting, chatId: string, migratedTo: string): ChatSighting {
  const nothing = { type: null, title: null, username: null, botStatus: null, botStatusAt: null };
  return { ...seen, ...nothing, chatId, seenAt: null, migratedTo };
}

const lastSecond = 253_402_300_799;

/** Unix seconds as ISO 8601, or null beyond the year 9999. */
function instantOf(seconds: number | null): string | null {
  return seconds === null || seconds > lastSecond ? null : new Date(seconds * 1_000).toISOString();
}
