/** Turns a text parameter with its parse mode or entities into what the message will carry. */
import { badRequest } from "../bot-api/errors.ts";
import { clean } from "./clean.ts";
import { type Entity, EntityError, type FormattedText, sortEntities } from "./entity.ts";
import { findEntities } from "./find.ts";
import { parseHtml } from "./html.ts";
import { keepEntities, withoutSurplus } from "./keep.ts";
import { parseMarkdown } from "./markdown.ts";
import { parseMarkdownV2 } from "./markdown-v2.ts";

const LONGEST_INPUT_BYTES = 32_768;

export interface TextInput {
  text: string;
  parseMode: string;
  /** The parsed `entities` parameter; it counts only without a parse mode. */
  entities: unknown;
}

/** Throws ApiError 400 with Telegram's text for a broken mark-up. */
export function formatText({ text, parseMode, entities }: TextInput): FormattedText {
  if (Buffer.byteLength(text) > LONGEST_INPUT_BYTES) throw badRequest("text is too long");
  const parsed = parse(text, parseMode.toLowerCase(), entities);
  const cleaned = clean({ text: parsed.text, entities: keepEntities(parsed.entities) });
  const formatted = { text: cleaned.text, entities: keepEntities(cleaned.entities) };
  const found = findEntities(formatted.text, formatted.entities);
  const all = [...withoutSurplus(formatted.entities), ...found];
  return { text: formatted.text, entities: sortEntities(all) };
}

function parse(text: string, parseMode: string, entities: unknown): FormattedText {
  try {
    if (parseMode === "html") return parseHtml(text);
    if (parseMode === "markdownv2") return parseMarkdownV2(text);
    if (parseMode === "markdown") return parseMarkdown(text);
  } catch (error) {
    if (error instanceof EntityError) throw badRequest(`can't parse entities: ${error.message}`);
    throw error;
  }
  if (parseMode !== "" && parseMode !== "none") throw badRequest("unsupported parse_mode");
  return { text, entities: givenEntities(entities, text.length) };
}

function givenEntities(value: unknown, length: number): Entity[] {
  if (!Array.isArray(value)) return [];
  return value.filter((entity: Entity) => {
    if (typeof entity?.type !== "string") {
      throw badRequest("can't parse MessageEntity: Can't find field \"type\"");
    }
    const { offset, length: size } = entity;
    return Number.isInteger(offset) && offset >= 0 && size > 0 && offset + size <= length;
  });
}
