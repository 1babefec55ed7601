/** Reads Telegram's HTML, its small set of tags, into text and entities (td `parse_html`). */
import type { EntityType, FormattedText } from "./entity.ts";
import { decodeReference } from "./html-references.ts";
import { type HtmlTag, readStartTag } from "./html-tag.ts";
import { MarkupFault } from "./markup-fault.ts";
import { emojiId } from "./telegram-link.ts";
import { createTextBuilder, type TextBuilder } from "./text-builder.ts";

const styles: Readonly<Record<string, EntityType>> = {
  b: "bold",
  strong: "bold",
  i: "italic",
  em: "italic",
  u: "underline",
  ins: "underline",
  s: "strikethrough",
  strike: "strikethrough",
  del: "strikethrough",
  span: "spoiler",
  "tg-spoiler": "spoiler",
};

interface Open extends HtmlTag {
  /** Where its text begins. */
  readonly from: number;
  readonly at: number;
  /** The language that a `<code>` in it names for all of it. */
  language?: string | undefined;
}

/** @throws MarkupFault */
export function readHtml(source: string): FormattedText {
  const out = createTextBuilder();
  const stack: Open[] = [];
  for (let at = 0; at < source.length; ) {
    if (source[at] === "&") {
      const { text, next } = decodeReference(source, at);
      out.append(text);
      at = next;
    } else if (source[at] !== "<") {
      const end = nextOf(source, at);
      out.append(source.slice(at, end));
      at = end;
    } else if (source[at + 1] === "/") {
      at = close(at);
    } else {
      const { tag, next } = readStartTag(source, at);
      stack.push({ ...tag, from: out.length, at });
      at = next;
    }
  }
  const unclosed = stack.at(-1);
  if (unclosed) throw new MarkupFault(`No end tag for <${unclosed.name}>`, unclosed.at);
  return out.build();

  /** Closes the innermost tag; returns where the source goes on. */
  function close(at: number): number {
    const end = /<\/([^\s>]*)\s*>/y;
    end.lastIndex = at;
    const [whole, name = ""] = end.exec(source) ?? [];
    if (whole === undefined) throw new MarkupFault("Unfinished end tag", at);
    const open = stack.pop();
    if (open === undefined) throw new MarkupFault(`Unexpected end tag </${name}>`, at);
    if (name !== "" && name.toLowerCase() !== open.name) {
      throw new MarkupFault(`Found </${name}> where </${open.name}> is due`, at);
    }
    markTag(open, out, stack.at(-1));
    return end.lastIndex;
  }
}

function nextOf(source: string, at: number): number {
  const special = /[<&]/g;
  special.lastIndex = at;
  return special.exec(source)?.index ?? source.length;
}

function markTag(tag: Open, out: TextBuilder, parent: Open | undefined): void {
  const { name, argument, from } = tag;
  if (name === "a") out.link(from, argument === "" ? out.since(from) : argument);
  else if (name === "tg-emoji") markEmoji(tag, out);
  else if (name === "pre") markPre(tag, out);
  else if (name === "code") markCode(tag, out, parent);
  else if (name === "blockquote") {
    out.mark(from, { type: argument === "" ? "blockquote" : "expandable_blockquote" });
  } else out.mark(from, { type: styles[name] ?? "bold" });
}

function markEmoji({ argument, from, at }: Open, out: TextBuilder): void {
  const id = emojiId(argument);
  if (id === null) throw new MarkupFault("<tg-emoji> needs an emoji-id", at);
  out.mark(from, { type: "custom_emoji", custom_emoji_id: id });
}

/** `<pre><code class="language-x">` is one block of code with a language, not two. */
function markPre({ from, language }: Open, out: TextBuilder): void {
  const named = language !== undefined && out.unmark(from, "code");
  out.mark(from, { type: "pre", ...(named && { language }) });
}

/** And so is `<code class="language-x"><pre>`. */
function markCode({ from, argument }: Open, out: TextBuilder, parent: Open | undefined): void {
  if (argument !== "" && out.unmark(from, "pre")) {
    out.mark(from, { type: "pre", language: argument });
    return;
  }
  if (parent?.name === "pre" && argument !== "" && parent.from === from) parent.language = argument;
  out.mark(from, { type: "code" });
}
