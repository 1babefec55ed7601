/** Takes from a rendered Bot API call what a person would see of it. */
import type { Part } from "../api/contract.ts";
import { hiddenLinks, type Reading, spoilers } from "./nodes.ts";
import { readText } from "./read-text.ts";

export interface InlineButton {
  readonly text: string;
  /** What it opens, or null where it tells the bot something. */
  readonly url: string | null;
  readonly data: string | null;
}

export interface SeenPart {
  readonly method: string;
  readonly chatId: string | null;
  /** Text or caption as it was written, markup included. */
  readonly source: string | null;
  readonly formatted: boolean;
  readonly reading: Reading;
  readonly buttons: readonly (readonly InlineButton[])[];
  readonly replyTo: string | null;
  readonly silent: boolean;
  readonly protectedContent: boolean;
}

export function readPart({ method, payload }: Part): SeenPart {
  const parseMode = textAt(payload, "parse_mode");
  const source = textAt(payload, "text") ?? textAt(payload, "caption");
  return {
    method,
    chatId: idAt(payload, "chat_id"),
    source,
    formatted: parseMode !== null,
    reading: readText(source ?? "", parseMode),
    buttons: buttonsIn(payload.reply_markup),
    replyTo: idAt(objectAt(payload.reply_parameters), "message_id"),
    silent: payload.disable_notification === true,
    protectedContent: payload.protect_content === true,
  };
}

/** What a reader would not see at once: where links and buttons lead, what is veiled. */
export function targetsOf({ reading, buttons }: SeenPart): { text: string; target: string }[] {
  const links = reading.ok ? hiddenLinks(reading.nodes) : [];
  const veiled = reading.ok ? spoilers(reading.nodes) : [];
  return [
    ...veiled.map((text) => ({ text, target: "hidden until tapped" })),
    ...links.map(({ text, url }) => ({ text, target: url })),
    ...buttons.flat().map(({ text, url, data }) => ({
      text,
      target: url ?? `tells the bot “${data ?? ""}”`,
    })),
  ];
}

function buttonsIn(markup: unknown): InlineButton[][] {
  const rows = objectAt(markup).inline_keyboard;
  if (!Array.isArray(rows)) return [];
  return rows.filter(Array.isArray).map((row: unknown[]) =>
    row.map(objectAt).map((button) => ({
      text: textAt(button, "text") ?? "",
      url: textAt(button, "url"),
      data: textAt(button, "callback_data"),
    })),
  );
}

type Fields = Readonly<Record<string, unknown>>;

function objectAt(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function textAt(fields: Fields, name: string): string | null {
  const value = fields[name];
  return typeof value === "string" ? value : null;
}

function idAt(fields: Fields, name: string): string | null {
  const value = fields[name];
  return typeof value === "string" || typeof value === "number" ? String(value) : null;
}
