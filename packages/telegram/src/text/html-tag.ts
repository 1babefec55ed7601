/** Reads one start tag of Telegram's HTML with the attribute that counts for it. */
import { decodeReferences } from "./html-references.ts";
import { MarkupFault } from "./markup-fault.ts";

export interface HtmlTag {
  readonly name: string;
  /** The address, the language, the emoji's id, or that a quote can be folded; else empty. */
  readonly argument: string;
}

/** Bot API, "HTML style". */
const known =
  "a b strong i em u ins s strike del span tg-spoiler tg-emoji code pre blockquote".split(" ");

/** @throws MarkupFault */
export function readStartTag(source: string, begin: number): { tag: HtmlTag; next: number } {
  const start = /<([^\s>]*)/y;
  start.lastIndex = begin;
  const name = (start.exec(source)?.[1] ?? "").toLowerCase();
  let at = start.lastIndex;
  if (at >= source.length) throw new MarkupFault("Unfinished start tag", begin);
  if (!known.includes(name)) {
    const hint = `Telegram has ${known.join(", ")}; a plain “<” is written as &lt;.`;
    throw new MarkupFault(`Unsupported start tag <${name}>`, begin, hint);
  }
  let argument = "";
  for (;;) {
    at = skipSpace(source, at);
    if (source[at] === ">") break;
    const attribute = readAttribute(source, at, name, begin);
    argument = argumentOf(name, attribute) ?? argument;
    at = attribute.next;
  }
  if (name === "span" && argument !== "spoiler") {
    throw new MarkupFault('The tag <span> needs class="tg-spoiler"', begin);
  }
  return { tag: { name, argument }, next: at + 1 };
}

interface Attribute {
  readonly name: string;
  /** Null where there is no equal sign. */
  readonly value: string | null;
  readonly next: number;
}

const attributeName = /[^\s=>/"']+/y;
const bareValue = /[a-z\d.-]*(?=[\s>])/iy;

function readAttribute(source: string, from: number, tag: string, begin: number): Attribute {
  if (from >= source.length) throw new MarkupFault(`Unfinished start tag <${tag}>`, begin);
  attributeName.lastIndex = from;
  const name = attributeName.exec(source)?.[0];
  if (name === undefined) throw new MarkupFault(`The tag <${tag}> has a nameless attribute`, begin);
  const equals = skipSpace(source, from + name.length);
  if (source[equals] !== "=") return { name, value: null, next: from + name.length };
  const start = skipSpace(source, equals + 1);
  const quote = source[start];
  if (quote === '"' || quote === "'") {
    const end = source.indexOf(quote, start + 1);
    if (end < 0) throw new MarkupFault(`Unfinished start tag <${tag}>`, begin);
    return { name, value: decodeReferences(source.slice(start + 1, end)), next: end + 1 };
  }
  bareValue.lastIndex = start;
  const value = bareValue.exec(source)?.[0];
  if (value === undefined) {
    throw new MarkupFault(`The value of ${name} in <${tag}> needs quotes`, start);
  }
  return { name, value: value.toLowerCase(), next: start + value.length };
}

function skipSpace(source: string, at: number): number {
  const space = /\s*/y;
  space.lastIndex = at;
  space.exec(source);
  return space.lastIndex;
}

/** The attributes that count; all others are passed over. */
function argumentOf(tag: string, { name, value }: Attribute): string | undefined {
  if (tag === "blockquote" && name === "expandable") return name;
  if (value === null) return undefined;
  if (tag === "a" && name === "href") return value;
  if (tag === "tg-emoji" && name === "emoji-id") return value;
  if (tag === "code" && name === "class") return /^language-(.*)$/s.exec(value)?.[1];
  if (tag === "span" && name === "class") return /^tg-(.*)$/s.exec(value)?.[1];
  return undefined;
}
