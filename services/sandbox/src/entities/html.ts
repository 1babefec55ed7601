/** Reads `parse_mode: HTML` with the error texts of td's `parse_html`. */
import {
  byteOffset,
  type Entity,
  EntityError,
  type FormattedText,
  linkEntity,
  sortEntities,
} from "./entity.ts";

const TYPES: Record<string, string> = {
  b: "bold",
  strong: "bold",
  i: "italic",
  em: "italic",
  s: "strikethrough",
  strike: "strikethrough",
  del: "strikethrough",
  u: "underline",
  ins: "underline",
  "tg-spoiler": "spoiler",
  span: "spoiler",
  "tg-emoji": "custom_emoji",
  a: "text_link",
  pre: "pre",
  code: "code",
  blockquote: "blockquote",
};

interface OpenTag {
  name: string;
  argument: string;
  offset: number;
}

/** Throws EntityError. */
export function parseHtml(source: string): FormattedText {
  const open: OpenTag[] = [];
  const entities: Entity[] = [];
  let text = "";
  let at = 0;
  while (at < source.length) {
    const character = source[at];
    if (character === "&") {
      const decoded = decodeEntity(source, at);
      text += decoded.text;
      at = decoded.next;
    } else if (character !== "<") {
      text += character;
      at++;
    } else if (source[at + 1] === "/") {
      at = closeTag(at);
    } else {
      const tag = readStartTag(source, at);
      open.push({ name: tag.name, argument: tag.argument, offset: text.length });
      at = tag.next;
    }
  }
  const unclosed = open.at(-1);
  if (unclosed) {
    throw new EntityError(`Can't find end tag corresponding to start tag "${unclosed.name}"`);
  }
  return { text, entities: sortEntities(entities) };

  function closeTag(begin: number): number {
    const tag = open.pop();
    const where = byteOffset(source, begin);
    if (!tag) throw new EntityError(`Unexpected end tag at byte offset ${where}`);
    const match = /^<\/([^\s>]*)\s*>/.exec(source.slice(begin));
    if (!match) throw new EntityError(`Unclosed end tag at byte offset ${where}`);
    const name = (match[1] ?? "").toLowerCase();
    if (name && name !== tag.name) {
      throw new EntityError(
        `Unmatched end tag at byte offset ${where}, expected "</${tag.name}>", found "</${name}>"`,
      );
    }
    if (text.length > tag.offset) entities.push(...entitiesOf(tag, text, entities));
    return begin + match[0].length;
  }
}

function entitiesOf(tag: OpenTag, text: string, before: Entity[]): Entity[] {
  const { name, argument, offset } = tag;
  const length = text.length - offset;
  if (name === "a") return linkEntity(argument || text.slice(offset), offset, length);
  if (name === "tg-emoji") {
    if (!/^[1-9]\d*$/.test(argument)) {
      throw new EntityError("Invalid custom emoji identifier specified");
    }
    return [{ type: "custom_emoji", offset, length, custom_emoji_id: argument }];
  }
  if (name === "blockquote" && argument === "expandable") {
    return [{ type: "expandable_blockquote", offset, length }];
  }
  if (name === "pre") {
    // <pre><code class="language-x"> is one entity, not two.
    const inner = before.at(-1);
    if (
      inner?.type === "code" &&
      inner.language &&
      inner.offset === offset &&
      inner.length === length
    ) {
      before.pop();
      return [{ type: "pre", offset, length, language: inner.language }];
    }
    return [{ type: "pre", offset, length }];
  }
  if (name === "code" && argument) {
    const inner = before.at(-1);
    if (inner?.type !== "pre" || inner.offset !== offset || inner.length !== length) {
      return [codeWithLanguage(offset, length, argument)];
    }
    before.pop();
    return [{ type: "pre", offset, length, language: argument }];
  }
  return [{ type: TYPES[name] ?? name, offset, length }];
}

/** The language counts only inside <pre>; elsewhere it must not show in the entity. */
function codeWithLanguage(offset: number, length: number, language: string): Entity {
  const entity: Entity = { type: "code", offset, length };
  Object.defineProperty(entity, "language", { value: language, enumerable: false });
  return entity;
}

function readStartTag(source: string, begin: number) {
  const where = byteOffset(source, begin);
  const nameEnd = source.slice(begin).search(/[\s>]/);
  if (nameEnd < 0) throw new EntityError(`Unclosed start tag at byte offset ${where}`);
  const name = source.slice(begin + 1, begin + nameEnd).toLowerCase();
  if (!Object.hasOwn(TYPES, name)) {
    throw new EntityError(`Unsupported start tag "${name}" at byte offset ${where}`);
  }
  let at = begin + nameEnd;
  let argument = "";
  for (;;) {
    at += /^\s*/.exec(source.slice(at))?.[0].length ?? 0;
    if (source[at] === ">") break;
    const attribute = readAttribute(source, at, name, where);
    at = attribute.next;
    argument = argumentOf(name, attribute.name, attribute.value) ?? argument;
  }
  if (name === "span" && argument !== "spoiler") {
    throw new EntityError(`Tag "span" must have class "tg-spoiler" at byte offset ${where}`);
  }
  return { name, argument, next: at + 1 };
}

function readAttribute(source: string, from: number, tag: string, where: number) {
  const rest = source.slice(from);
  const name = /^[^\s=>/"']*/.exec(rest)?.[0] ?? "";
  if (!rest) throw new EntityError(`Unclosed start tag "${tag}" at byte offset ${where}`);
  if (!name) {
    throw new EntityError(`Empty attribute name in the tag "${tag}" at byte offset ${where}`);
  }
  const equals = /^\s*=\s*/.exec(rest.slice(name.length));
  if (!equals) {
    if (!rest.slice(name.length).trim()) {
      throw new EntityError(`Unclosed start tag "${tag}" at byte offset ${where}`);
    }
    // Only this one says something without a value.
    const value = tag === "blockquote" && name === "expandable" ? name : undefined;
    return { name, value, next: from + name.length };
  }
  const start = from + name.length + equals[0].length;
  const quote = source[start];
  if (quote === undefined) {
    throw new EntityError(`Unclosed start tag "${tag}" at byte offset ${where}`);
  }
  if (quote !== '"' && quote !== "'") {
    const token = /^[a-z0-9.-]*/i.exec(source.slice(start))?.[0] ?? "";
    const next = start + token.length;
    if (!/^[\s>]/.test(source.slice(next))) {
      throw new EntityError(
        `Unexpected end of name token at byte offset ${byteOffset(source, start)}`,
      );
    }
    return { name, value: token.toLowerCase(), next };
  }
  const end = source.indexOf(quote, start + 1);
  if (end < 0 || end + 1 >= source.length) {
    throw new EntityError(`Unclosed start tag at byte offset ${where}`);
  }
  return { name, value: decodeAll(source.slice(start + 1, end)), next: end + 1 };
}

function argumentOf(tag: string, attribute: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (tag === "a" && attribute === "href") return value;
  if (tag === "code" && attribute === "class" && value.startsWith("language-"))
    return value.slice(9);
  if (tag === "span" && attribute === "class" && value.startsWith("tg-")) return value.slice(3);
  if (tag === "tg-emoji" && attribute === "emoji-id") return value;
  if (tag === "blockquote" && attribute === "expandable") return "expandable";
  return undefined;
}

const NAMED: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"' };

/** Only these four names and numbers are decoded; any other `&` stays as it is. */
function decodeEntity(source: string, at: number): { text: string; next: number } {
  const match =
    /^&(?:#(\d{1,7})(?!\d)|#x([0-9a-fA-F]{1,6})(?![0-9a-fA-F])|(lt|gt|amp|quot)(?![a-zA-Z]));?/.exec(
      source.slice(at, at + 12),
    );
  if (!match) return { text: "&", next: at + 1 };
  const [whole, decimal, hex, name] = match;
  const next = at + whole.length;
  if (name) return { text: NAMED[name] ?? "&", next };
  const code = decimal ? Number.parseInt(decimal, 10) : Number.parseInt(hex ?? "", 16);
  const usable = code > 0 && code < 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return usable ? { text: String.fromCodePoint(code), next } : { text: "&", next: at + 1 };
}

function decodeAll(value: string): string {
  let text = "";
  for (let at = 0; at < value.length; ) {
    const decoded = value[at] === "&" ? decodeEntity(value, at) : { text: value[at], next: at + 1 };
    text += decoded.text;
    at = decoded.next;
  }
  return text;
}
