/** Takes from an update of Telegram's what a person would see of it in the chat. */
import { type Fields, fieldsOf, idAt, numberAt, textAt } from "./fields.ts";
import type { Node } from "./nodes.ts";
import { readEntities } from "./read-entities.ts";
import { type MediaKind, mediaKinds, type SeenMedia } from "./read-media.ts";
import type { SeenPart } from "./read-part.ts";

export interface SeenUpdate {
  /** Who wrote it; null where Telegram does not say. */
  readonly sender: string | null;
  /** The message; null for what is none, of which `note` tells. */
  readonly part: SeenPart | null;
  readonly note: string | null;
  readonly edited: boolean;
  /** Telegram's id of the message. */
  readonly messageId: string | null;
  /** What the message answers, as Telegram told it along. */
  readonly answered: Answered | null;
}

export interface Answered {
  readonly sender: string | null;
  readonly nodes: readonly Node[] | null;
  /** In place of words. */
  readonly note: string | null;
}

/** `fileUrl` says where a file's bytes can be had, or null where they cannot. */
export function readUpdate(update: Fields, fileUrl: (fileId: string) => string | null): SeenUpdate {
  const [kind = "", value] = Object.entries(update).find(([name]) => name !== "update_id") ?? [];
  const fields = fieldsOf(value);
  const edited = kind.startsWith("edited_");
  if (/(^|_)(message|channel_post)$/.test(kind) && !kind.startsWith("deleted")) {
    const sender = senderOf(fields);
    const note = serviceNote(fields);
    const messageId = idAt(fields, "message_id");
    if (note !== null) return { sender, part: null, note, edited, messageId, answered: null };
    const part = partOf(fields, fileUrl);
    return { sender, part, note, edited, messageId, answered: answeredBy(fields) };
  }
  const sender = nameOf(fieldsOf(fields.from ?? fields.user));
  const note = noteOf(kind, fields);
  return { sender, part: null, note, edited, messageId: null, answered: null };
}

function answeredBy(message: Fields): Answered | null {
  const original = repliedTo(message);
  if (original === null) return null;
  const quote = textAt(fieldsOf(message.quote), "text");
  const part = partOf(original, () => null);
  return {
    sender: senderOf(original),
    nodes: quote === null ? part.nodes : [quote],
    note: serviceNote(original) ?? part.media[0]?.kind ?? part.poll?.question ?? "A message",
  };
}

/** Whatever is said in a topic of a forum answers, to Telegram, the message that opened it. */
function repliedTo(message: Fields): Fields | null {
  const original = fieldsOf(message.reply_to_message);
  const none = message.reply_to_message === undefined;
  return none || original.forum_topic_created !== undefined ? null : original;
}

function partOf(message: Fields, fileUrl: (fileId: string) => string | null): SeenPart {
  const media = mediaIn(message, fileUrl);
  const place = fieldsOf(message.location);
  const latitude = numberAt(place, "latitude");
  const longitude = numberAt(place, "longitude");
  const poll = message.poll === undefined ? null : fieldsOf(message.poll);
  const text = textAt(message, "text");
  const caption = textAt(message, "caption");
  const nodes =
    text !== null
      ? readEntities(text, message.entities)
      : caption !== null
        ? readEntities(caption, message.caption_entities)
        : otherContent(message);
  return {
    method: "message",
    chatId: idAt(fieldsOf(message.chat), "id"),
    nodes,
    media,
    captionAbove: message.show_caption_above_media === true,
    poll:
      poll === null
        ? null
        : {
            question: textAt(poll, "question") ?? "",
            options: (Array.isArray(poll.options) ? poll.options : [])
              .map(fieldsOf)
              .map((option) => ({ text: textAt(option, "text") ?? "", right: false })),
            about: poll.is_anonymous === false ? "Public poll" : "Anonymous poll",
            explanation: null,
          },
    place: latitude === null || longitude === null ? null : { latitude, longitude },
    change: null,
    buttons: [],
    replyTo: idAt(repliedTo(message) ?? {}, "message_id"),
    silent: false,
    protectedContent: message.has_protected_content === true,
  };
}

/** Telegram gives bots no larger files. */
const mostBytes = 20 * 1024 * 1024;
/** A photo is shown in the smallest of its sizes that is as wide, in pixels. */
const shownWidth = 700;

function mediaIn(message: Fields, fileUrl: (fileId: string) => string | null): SeenMedia[] {
  // An animation comes as a document too, for clients of long ago.
  const kinds: readonly MediaKind[] =
    message.animation === undefined ? mediaKinds : mediaKinds.filter((kind) => kind !== "document");
  return kinds.flatMap((kind) => {
    const value = message[kind] ?? (kind === "video" ? message.video_note : undefined);
    if (value === undefined) return [];
    // Photos come in several sizes, the largest last.
    const sizes = (Array.isArray(value) ? value : [value]).map(fieldsOf);
    const file = sizes.at(-1) ?? {};
    const shown = sizes.find((size) => (numberAt(size, "width") ?? 0) >= shownWidth) ?? file;
    const urlOf = (each: Fields) => {
      const fileId = textAt(each, "file_id");
      return fileId === null ? null : fileUrl(fileId);
    };
    const size = numberAt(file, "file_size");
    const tooLarge = (size ?? 0) > mostBytes;
    const url = tooLarge ? null : urlOf(shown);
    return [
      {
        kind,
        url,
        missing: tooLarge
          ? "larger than 20 MB, which Telegram does not give to bots: it can be seen in Telegram itself"
          : "it cannot be fetched here",
        full: shown === file ? null : urlOf(file),
        thumbnail: urlOf(fieldsOf(file.thumbnail)),
        width: numberAt(shown, "width") ?? numberAt(shown, "length"),
        height: numberAt(shown, "height") ?? numberAt(shown, "length"),
        duration: numberAt(file, "duration"),
        mimeType: textAt(file, "mime_type") ?? (kind === "sticker" ? stickerType(file) : null),
        fileName: textAt(file, "file_name"),
        size,
        spoiler: message.has_media_spoiler === true,
        title: titleOf(kind, file),
        caption: null,
      },
    ];
  });
}

function titleOf(kind: MediaKind, file: Fields): string | null {
  if (kind === "sticker") return textAt(file, "emoji");
  return [textAt(file, "performer"), textAt(file, "title")].filter(Boolean).join(" – ") || null;
}

function stickerType(sticker: Fields): string | null {
  if (sticker.is_animated === true) return null;
  return sticker.is_video === true ? "video/webm" : "image/webp";
}

/** What has no picture of its own here, in words. */
function otherContent(message: Fields): string[] | null {
  const contact = fieldsOf(message.contact);
  if (message.contact !== undefined) {
    return [`Contact: ${nameOf(contact) ?? ""} ${textAt(contact, "phone_number") ?? ""}`.trim()];
  }
  if (message.venue !== undefined) return [textAt(fieldsOf(message.venue), "title") ?? "A venue"];
  if (message.dice !== undefined) {
    const dice = fieldsOf(message.dice);
    return [`${textAt(dice, "emoji") ?? "🎲"} ${numberAt(dice, "value") ?? ""}`];
  }
  return null;
}

/** Of messages that tell what happened in the chat. */
function serviceNote(message: Fields): string | null {
  if (Array.isArray(message.new_chat_members)) {
    const names = message.new_chat_members.map((user) => nameOf(fieldsOf(user)) ?? "somebody");
    return `${names.join(", ")} joined`;
  }
  if (message.left_chat_member !== undefined) {
    return `${nameOf(fieldsOf(message.left_chat_member)) ?? "Somebody"} left`;
  }
  if (message.new_chat_title !== undefined)
    return `The chat is now called “${message.new_chat_title}”`;
  if (message.pinned_message !== undefined) return "A message was pinned";
  if (message.migrate_to_chat_id !== undefined) return "The group became a supergroup";
  if (message.migrate_from_chat_id !== undefined) return "The supergroup that the group became";
  const made = ["group_chat_created", "supergroup_chat_created", "channel_chat_created"];
  if (made.some((name) => message[name] === true)) return "The chat was made";
  return null;
}

/** Of updates that are no messages. */
function noteOf(kind: string, fields: Fields): string {
  switch (kind) {
    case "callback_query":
      return `Pressed a button: “${textAt(fields, "data") ?? textAt(fields, "game_short_name") ?? ""}”`;
    case "my_chat_member":
      return `The bot is now “${textAt(fieldsOf(fields.new_chat_member), "status") ?? "?"}” here`;
    case "chat_member": {
      const member = fieldsOf(fields.new_chat_member);
      const name = nameOf(fieldsOf(member.user)) ?? "Somebody";
      return `${name} is now “${textAt(member, "status") ?? "?"}” here`;
    }
    case "message_reaction": {
      const given = Array.isArray(fields.new_reaction) ? fields.new_reaction.map(fieldsOf) : [];
      const signs = given.map((each) => textAt(each, "emoji") ?? "✨").join(" ");
      return signs === "" ? "Took a reaction back" : `Reacted ${signs}`;
    }
    default:
      return capitalised(kind.replaceAll("_", " "));
  }
}

function senderOf(message: Fields): string | null {
  const chat = fieldsOf(message.sender_chat);
  if (message.sender_chat !== undefined) return textAt(chat, "title") ?? textAt(chat, "username");
  return nameOf(fieldsOf(message.from));
}

function nameOf(person: Fields): string | null {
  const names = [textAt(person, "first_name"), textAt(person, "last_name")].filter(Boolean);
  return names.length > 0 ? names.join(" ") : textAt(person, "username");
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
