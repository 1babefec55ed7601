/** Takes from a rendered Bot API call what a person would see of it. */
import type { Part } from "../api/contract.ts";
import { fieldsOf, idAt, textAt } from "./fields.ts";
import { hiddenLinks, type Node, spoilers } from "./nodes.ts";
import { readEntities } from "./read-entities.ts";
import { readMedia, type SeenMedia } from "./read-media.ts";
import { readPlace, readPoll, type SeenPlace, type SeenPoll } from "./read-poll.ts";

export interface InlineButton {
  readonly text: string;
  /** What it opens, or null where it tells the bot something. */
  readonly url: string | null;
  readonly data: string | null;
}

export interface SeenPart {
  readonly method: string;
  readonly chatId: string | null;
  /** Text or caption; null where it has none. */
  readonly nodes: readonly Node[] | null;
  readonly media: readonly SeenMedia[];
  readonly captionAbove: boolean;
  readonly poll: SeenPoll | null;
  readonly place: SeenPlace | null;
  /** What it does to messages that are there: “Changes message 7”; null for a new message. */
  readonly change: string | null;
  readonly buttons: readonly (readonly InlineButton[])[];
  readonly replyTo: string | null;
  readonly silent: boolean;
  readonly protectedContent: boolean;
}

export function readPart(part: Part): SeenPart {
  const { method, payload } = part;
  return {
    method,
    chatId: idAt(payload, "chat_id"),
    nodes: nodesOf(payload),
    media: readMedia(part),
    captionAbove: payload.show_caption_above_media === true,
    poll: readPoll(part),
    place: readPlace(part),
    change: changeIn(part),
    buttons: buttonsIn(payload.reply_markup),
    replyTo: idAt(fieldsOf(payload.reply_parameters), "message_id"),
    silent: payload.disable_notification === true,
    protectedContent: payload.protect_content === true,
  };
}

/** What a reader would not see at once: where links and buttons lead, what is veiled. */
export function targetsOf({ nodes, media, buttons }: SeenPart): { text: string; target: string }[] {
  const texts = [nodes ?? [], ...media.map(({ caption }) => caption ?? [])];
  const veiled = texts.flatMap(spoilers);
  const links = texts.flatMap(hiddenLinks);
  const covered = media.filter(({ spoiler }) => spoiler);
  return [
    ...covered.map(({ kind, fileName }) => ({
      text: fileName ?? kind,
      target: "hidden until tapped",
    })),
    ...veiled.map((text) => ({ text, target: "hidden until tapped" })),
    ...links.map(({ text, url }) => ({ text, target: url })),
    ...buttons.flat().map(({ text, url, data }) => ({
      text,
      target: url ?? `tells the bot “${data ?? ""}”`,
    })),
  ];
}

function changeIn({ method, payload }: Part): string | null {
  const verb = /^edit/.test(method) ? "Changes" : /^delete/.test(method) ? "Deletes" : null;
  if (verb === null) return null;
  const ids = Array.isArray(payload.message_ids) ? payload.message_ids : [payload.message_id];
  const words = ids.length === 1 ? "message" : "messages";
  const buttons = method === "editMessageReplyMarkup" ? "the buttons of " : "";
  return `${verb} ${buttons}${words} ${ids.join(", ")}`;
}

function nodesOf(payload: Part["payload"]): Node[] | null {
  const text = textAt(payload, "text");
  if (text !== null) return readEntities(text, payload.entities);
  const caption = textAt(payload, "caption");
  return caption === null ? null : readEntities(caption, payload.caption_entities);
}

function buttonsIn(markup: unknown): InlineButton[][] {
  const rows = fieldsOf(markup).inline_keyboard;
  if (!Array.isArray(rows)) return [];
  return rows.filter(Array.isArray).map((row: unknown[]) =>
    row.map(fieldsOf).map((button) => ({
      text: textAt(button, "text") ?? "",
      url: textAt(button, "url"),
      data: textAt(button, "callback_data"),
    })),
  );
}
