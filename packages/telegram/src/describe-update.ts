/** Reads from an Update's text what ordering, storing and the chat registry need. */
import { describePeople, type PersonDescription } from "./describe-people.ts";
import { type ExactJson, idOf, objectOf, parseExact } from "./exact-json.ts";
import { type LaneParts, laneOf } from "./lane.ts";
import { updateKinds } from "./update-kinds.ts";

export interface ChatDescription {
  readonly id: string;
  /** private, group, supergroup or channel; null where it is missing. */
  readonly type: string | null;
  readonly title: string | null;
  readonly username: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly isForum: boolean;
}

/** A change of the bot's own membership (`my_chat_member`). */
export interface MembershipChange {
  readonly oldStatus: string | null;
  readonly newStatus: string | null;
}

/** All ids are exact decimal texts; dates are Unix seconds. */
export interface UpdateDescription {
  /** Null where there is no integer `update_id`: Telegram cannot have sent that. */
  readonly updateId: string | null;
  /** The update's one content member, also one nobody has heard of; `unknown` where there is none. */
  readonly kind: string;
  /** What is kept in order with each other: chat, then topic or business connection. */
  readonly lane: string;
  /** The lane without its topic: all topics of a chat together, as Telegram itself orders them. */
  readonly chatLane: string;
  readonly chat: ChatDescription | null;
  /** Who acted; absent for channels and anonymous administrators' posts. */
  readonly userId: string | null;
  readonly threadId: string | null;
  readonly businessConnectionId: string | null;
  readonly messageId: string | null;
  /** `media_group_id` of a new message; edits of an album's items come one by one. */
  readonly albumId: string | null;
  readonly date: number | null;
  readonly editDate: number | null;
  readonly migrateToChatId: string | null;
  readonly migrateFromChatId: string | null;
  readonly membership: MembershipChange | null;
  /** Whom it shows in its chat; nobody where there is no chat. */
  readonly people: readonly PersonDescription[];
  /** Why the update could not be understood, or null. It is stored all the same. */
  readonly fault: string | null;
}

/** As much of it as accepting an update takes. */
export type UpdatePlace = Pick<UpdateDescription, "updateId" | "chatLane" | "fault">;

/** Never throws: odd shapes give nulls and a `fault`. */
export function describeUpdate(rawJsonText: string): UpdateDescription {
  const { update, odd } = read(rawJsonText);
  const updateId = updateIdOf(update.update_id);
  const content = contentOf(update);
  const { kind, body, about } = content;
  const { chatId, userId, threadId, businessConnectionId } = content;
  return {
    updateId,
    kind,
    ...laneOf(partsOf(content)),
    chat: chatOf(about.chat, chatId, textOf(body.new_chat_title)),
    userId,
    threadId,
    businessConnectionId,
    messageId: idOf(about.message_id),
    albumId: kind.startsWith("edited_") ? null : textOf(body.media_group_id),
    date: secondsOf(body.date),
    editDate: secondsOf(body.edit_date),
    migrateToChatId: idOf(body.migrate_to_chat_id),
    migrateFromChatId: idOf(body.migrate_from_chat_id),
    membership: kind === "my_chat_member" ? membershipOf(body) : null,
    people: chatId === null ? [] : describePeople(kind, body),
    fault: odd ?? faultOf(updateId, kind),
  };
}

/** The same for what accepts tens of thousands of updates a second and stores none. */
export function placeUpdate(rawJsonText: string): UpdatePlace {
  const { update, odd } = read(rawJsonText);
  const updateId = updateIdOf(update.update_id);
  const content = contentOf(update);
  const { chatLane } = laneOf(partsOf(content));
  return { updateId, chatLane, fault: odd ?? faultOf(updateId, content.kind) };
}

interface Read {
  readonly update: Record<string, ExactJson>;
  /** Why there is nothing in it, or null. */
  readonly odd: string | null;
}

function read(rawJsonText: string): Read {
  let parsed: ExactJson;
  try {
    parsed = parseExact(rawJsonText);
  } catch {
    return { update: {}, odd: "The body is not JSON." };
  }
  const update = objectOf(parsed);
  if (update === null) return { update: {}, odd: "The body is not a JSON object." };
  return { update, odd: null };
}

interface Content {
  readonly kind: string;
  readonly body: Record<string, ExactJson>;
  /** What the update is about: a button's press and a reaction are about a message, all else about itself. */
  readonly about: Record<string, ExactJson>;
  readonly chatId: string | null;
  readonly userId: string | null;
  readonly threadId: string | null;
  readonly businessConnectionId: string | null;
}

function contentOf(update: Record<string, ExactJson>): Content {
  const kind = kindOf(update);
  const body = objectOf(update[kind]) ?? {};
  const about = kind === "callback_query" ? (objectOf(body.message) ?? {}) : body;
  return {
    kind,
    body,
    about,
    chatId: idOf(objectOf(about.chat)?.id),
    userId: idOf(objectOf(body.from)?.id) ?? idOf(objectOf(body.user)?.id),
    threadId: idOf(about.message_thread_id),
    businessConnectionId:
      textOf(about.business_connection_id) ??
      (kind === "business_connection" ? textOf(body.id) : null),
  };
}

function partsOf(content: Content): LaneParts {
  const { kind, body, about } = content;
  // In ordinary groups replies have a thread id too; only topics are conversations of their own.
  const isTopic = about.is_topic_message === true || kind === "stopped_message_generation";
  return {
    kind,
    chatId: content.chatId,
    topicId: isTopic ? content.threadId : null,
    directTopicId: idOf(objectOf(about.direct_messages_topic)?.topic_id),
    businessConnectionId: content.businessConnectionId,
    userId: content.userId,
    pollId: textOf(kind === "poll" ? body.id : body.poll_id),
  };
}

function faultOf(updateId: string | null, kind: string): string | null {
  if (updateId === null) return "There is no integer update_id.";
  return kind === "unknown" ? "There is no content beside the update_id." : null;
}

const MAX_INT64 = 2n ** 63n - 1n;

/** Telegram's are int32, test servers' larger; beyond int64 no row could hold it. */
function updateIdOf(value: ExactJson): string | null {
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : null;
  if (typeof value !== "bigint") return null;
  return value <= MAX_INT64 && value >= -MAX_INT64 ? value.toString() : null;
}

/** A known kind first, then any member that is an object; explicit nulls count as absent. */
function kindOf(update: Record<string, ExactJson>): string {
  const isContent = (kind: string) =>
    Object.hasOwn(update, kind) && objectOf(update[kind]) !== null;
  const kind = updateKinds.find(isContent) ?? Object.keys(update).find(isContent);
  // The name goes into rows and lists: what does not look like one is not kept.
  return kind !== undefined && /^[a-zA-Z0-9_]{1,64}$/.test(kind) ? kind : "unknown";
}

function chatOf(
  value: ExactJson,
  id: string | null,
  newTitle: string | null,
): ChatDescription | null {
  const chat = objectOf(value);
  if (chat === null || id === null) return null;
  return {
    id,
    type: textOf(chat.type),
    title: newTitle ?? textOf(chat.title),
    username: textOf(chat.username),
    firstName: textOf(chat.first_name),
    lastName: textOf(chat.last_name),
    isForum: chat.is_forum === true,
  };
}

function membershipOf(body: Record<string, ExactJson>): MembershipChange {
  return {
    oldStatus: textOf(objectOf(body.old_chat_member)?.status),
    newStatus: textOf(objectOf(body.new_chat_member)?.status),
  };
}

/** Without NUL characters: no column holds them, and one odd title must not fail a batch. */
function textOf(value: ExactJson): string | null {
  return typeof value === "string" ? value.replaceAll("\0", "") : null;
}

function secondsOf(value: ExactJson): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
