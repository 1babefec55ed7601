/** Reads Telegram's HTML (its small set of tags) as its server does; nothing of it becomes HTML here. */
import {
  appendText,
  type Mark,
  MarkupFault,
  type Node,
  plainText,
  type Reading,
  reading,
} from "./nodes.ts";

/** Bot API, "HTML style". */
const marks: Readonly<Record<string, Mark>> = {
  b: "bold",
  strong: "bold",
  i: "italic",
  em: "italic",
  u: "underline",
  ins: "underline",
  s: "strike",
  strike: "strike",
  del: "strike",
  span: "spoiler",
  "tg-spoiler": "spoiler",
  "tg-emoji": "emoji",
  blockquote: "quote",
};
const known = new Set([...Object.keys(marks), "a", "code", "pre"]);

interface Open {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Node[];
}

export function readHtml(text: string): Reading {
  return reading(() => nodesIn(text));
}

function nodesIn(text: string): Node[] {
  const stack: Open[] = [{ tag: "", attributes: {}, children: [] }];
  const top = () => stack.at(-1) as Open;
  let at = 0;
  while (at < text.length) {
    const next = text.slice(at).search(/[<&]/);
    if (next !== 0) {
      const end = next < 0 ? text.length : at + next;
      appendText(top().children, text.slice(at, end));
      at = end;
    } else if (text[at] === "&") {
      const entity = entityAt(text, at);
      appendText(top().children, entity.text);
      at += entity.length;
    } else if (text[at + 1] === "/") {
      at = close(text, at, stack);
    } else {
      const opened = tagAt(text, at);
      stack.push({ ...opened, children: [] });
      at = opened.end;
    }
  }
  if (stack.length > 1) throw new MarkupFault(`<${top().tag}> is never closed`);
  return top().children;
}

/** Closes the innermost tag; answers where the text goes on. */
function close(text: string, at: number, stack: Open[]): number {
  const end = text.indexOf(">", at);
  if (end < 0) throw new MarkupFault("an end tag is cut off");
  const tag = text
    .slice(at + 2, end)
    .trim()
    .toLowerCase();
  const open = stack.length > 1 ? stack.pop() : undefined;
  if (open === undefined) throw new MarkupFault(`</${tag}> closes nothing`);
  if (tag !== "" && tag !== open.tag) {
    throw new MarkupFault(`</${tag}> stands where </${open.tag}> is due`);
  }
  const parent = stack.at(-1) as Open;
  const node = nodeOf(open);
  if (node !== null) parent.children.push(node);
  else for (const child of open.children) keep(parent.children, child);
  return end + 1;
}

function nodeOf({ tag, attributes, children }: Open): Node | null {
  if (children.length === 0) return null;
  if (tag === "a") {
    const url = attributes.href ?? plainText(children);
    return url === "" ? null : { kind: "link", url, children };
  }
  if (tag === "code") {
    const language = /^language-(.+)$/.exec(attributes.class ?? "")?.[1] ?? null;
    return { kind: "code", language, children };
  }
  if (tag === "pre") {
    // `<code class="language-x">` names the language only as all that is in a `<pre>`.
    const [only, more] = children;
    if (more === undefined && typeof only === "object" && only.kind === "code" && only.language) {
      return { kind: "pre", language: only.language, children: only.children };
    }
    return { kind: "pre", language: null, children };
  }
  if (tag === "blockquote" && "expandable" in attributes)
    return { kind: "expandableQuote", children };
  return { kind: marks[tag] as Mark, children };
}

function keep(children: Node[], child: Node): void {
  if (typeof child === "string") appendText(children, child);
  else children.push(child);
}

const attributeAt = /\s*([^\s=>/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([\w.-]+)))?/y;

function tagAt(text: string, at: number): Omit<Open, "children"> & { end: number } {
  const name = /<([^\s>]*)/y;
  name.lastIndex = at;
  const tag = name.exec(text)?.[1]?.toLowerCase() ?? "";
  if (!known.has(tag)) throw new MarkupFault(`<${tag}> is not one of Telegram's tags`);
  const attributes: Record<string, string> = {};
  let end = at + 1 + tag.length;
  for (;;) {
    while (/\s/.test(text[end] ?? "")) end += 1;
    if (end >= text.length) throw new MarkupFault(`<${tag}> is cut off`);
    if (text[end] === ">") break;
    attributeAt.lastIndex = end;
    const found = attributeAt.exec(text);
    if (found === null) throw new MarkupFault(`<${tag}> has an attribute that cannot be read`);
    const [whole, attribute = "", double, single, bare] = found;
    attributes[attribute.toLowerCase()] = decoded(double ?? single ?? bare ?? "");
    end += whole.length;
  }
  if (tag === "span" && attributes.class !== "tg-spoiler") {
    throw new MarkupFault('<span> is taken only with class="tg-spoiler"');
  }
  return { tag, attributes, end: end + 1 };
}

const named: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"' };
const entity = /&(?:#(\d{1,8})|#x([0-9a-f]{1,7})|([a-z]+));?/iy;

function entityAt(text: string, at: number): { text: string; length: number } {
  entity.lastIndex = at;
  const found = entity.exec(text);
  const [whole = "&", decimal, hex, name] = found ?? [];
  const char =
    name !== undefined
      ? named[name]
      : charOf(Number.parseInt(decimal ?? hex ?? "", decimal === undefined ? 16 : 10));
  return char === undefined ? { text: "&", length: 1 } : { text: char, length: whole.length };
}

function charOf(code: number): string | undefined {
  return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : undefined;
}

function decoded(text: string): string {
  let plain = "";
  for (let at = 0; at < text.length; ) {
    const { text: char, length } =
      text[at] === "&" ? entityAt(text, at) : { text: text[at], length: 1 };
    plain += char;
    at += length;
  }
  return plain;
}
