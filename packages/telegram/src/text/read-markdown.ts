/** Reads CommonMark into text and entities: what Telegram cannot show so, it shows in its own way. */
import type { Entity, FormattedText } from "./entity.ts";
import { parseMarkdown, type Token } from "./markdown-parser.ts";
import { readTable } from "./markdown-table.ts";
import { readEmojiLink } from "./telegram-link.ts";
import { createTextBuilder } from "./text-builder.ts";

/** Marks that begin and end, by the parser's names for them. */
const marks: Readonly<Record<string, Pick<Entity, "type">>> = {
  em: { type: "italic" },
  strong: { type: "bold" },
  s: { type: "strikethrough" },
  spoiler: { type: "spoiler" },
  heading: { type: "bold" },
  blockquote: { type: "blockquote" },
  code_inline: { type: "code" },
};
const indentation = "  ";

/** @throws MarkupFault where it is nested too deep, or a table is too large; nothing else in Markdown is a fault. */
export function readMarkdown(source: string): FormattedText {
  return new MarkdownReader(source).read(parseMarkdown(source));
}

class MarkdownReader {
  readonly #source: string;
  readonly #out = createTextBuilder();
  /** Newlines owed before the next text. */
  #owed = 0;
  /** Where the innermost quote or item begins: nothing is owed before its first text. */
  #begun = 0;
  #listDepth = 0;
  /** Where each mark that is open began, and the addresses of open links. */
  readonly #starts: number[] = [];
  readonly #addresses: string[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  read(tokens: readonly Token[]): FormattedText {
    for (let index = 0; index < tokens.length; index += 1) {
      const token = tokens[index] as Token;
      if (token.type === "table_open") {
        const { text, last } = readTable(this.#source, tokens, index);
        this.#code(text);
        index = last;
      } else this.#block(token);
    }
    return this.#out.build();
  }

  /** Lines between two blocks: none empty within a list. */
  #separate(newlines = this.#listDepth > 0 ? 1 : 2): void {
    if (this.#out.length > this.#begun) this.#owed = Math.max(this.#owed, newlines);
  }

  /** Before any text: pays the newlines. */
  #begin(indent = indentation.repeat(this.#listDepth)): void {
    if (this.#owed > 0) this.#out.append("\n".repeat(this.#owed) + indent);
    this.#owed = 0;
  }

  #write(text: string): void {
    this.#begin();
    this.#out.append(text);
  }

  #block(token: Token): void {
    switch (token.type) {
      case "inline":
        for (const child of token.children ?? []) this.#inline(child);
        break;
      case "fence":
      case "code_block":
        this.#code(token.content.replace(/\n$/, ""), token.info.trim().split(/\s+/)[0]);
        break;
      case "hr":
        this.#separate();
        this.#write("———");
        break;
      case "paragraph_open":
        this.#separate(token.hidden ? 1 : undefined);
        break;
      case "bullet_list_open":
      case "ordered_list_open":
        this.#separate();
        this.#listDepth += 1;
        break;
      case "bullet_list_close":
      case "ordered_list_close":
        this.#listDepth -= 1;
        break;
      case "list_item_open":
        this.#item(token);
        break;
      case "blockquote_open":
      case "heading_open":
        this.#separate();
        this.#open();
        this.#begun = this.#out.length;
        break;
      case "blockquote_close":
      case "heading_close":
        this.#close(token);
        break;
    }
  }

  #item({ info }: Token): void {
    this.#separate(1);
    this.#begin(indentation.repeat(this.#listDepth - 1));
    this.#out.append(info === "" ? "• " : `${info}. `);
    this.#begun = this.#out.length;
  }

  #code(text: string, language = ""): void {
    this.#separate();
    this.#begin("");
    const from = this.#out.length;
    this.#out.append(text);
    this.#out.mark(from, { type: "pre", ...(language !== "" && { language }) });
  }

  #inline(token: Token): void {
    switch (token.type) {
      case "softbreak":
      case "hardbreak":
        this.#owed += 1;
        break;
      case "code_inline":
        this.#open();
        this.#out.append(token.content);
        this.#close(token);
        break;
      case "image":
        this.#image(token);
        break;
      case "link_open":
        this.#addresses.push(String(token.attrGet("href") ?? ""));
        this.#open();
        break;
      case "link_close":
        this.#out.link(this.#starts.pop() ?? 0, this.#addresses.pop() ?? "");
        break;
      default:
        if (token.nesting === 1) this.#open();
        else if (token.nesting === -1) this.#close(token);
        else if (token.content !== "") this.#write(token.content);
    }
  }

  #open(): void {
    this.#begin();
    this.#starts.push(this.#out.length);
  }

  #close({ type }: Token): void {
    const mark = marks[type.replace(/_close$/, "")];
    const from = this.#starts.pop() ?? 0;
    if (mark !== undefined) this.#out.mark(from, mark);
  }

  /** An image in a text is a custom emoji, or else a link to it. */
  #image(token: Token): void {
    const address = String(token.attrGet("src") ?? "");
    const emoji = readEmojiLink(address);
    this.#begin();
    const from = this.#out.length;
    this.#out.append(token.content === "" ? address : token.content);
    if (emoji === null) this.#out.link(from, address);
    else this.#out.mark(from, { type: "custom_emoji", custom_emoji_id: emoji });
  }
}
