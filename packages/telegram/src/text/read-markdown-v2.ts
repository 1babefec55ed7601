/** Reads Telegram's own MarkdownV2 into text and entities (td `parse_markdown_v2`). */
import type { FormattedText } from "./entity.ts";
import { MarkupFault } from "./markup-fault.ts";
import { readEmojiLink } from "./telegram-link.ts";
import { createTextBuilder, type TextBuilder } from "./text-builder.ts";

type Kind = keyof typeof signs;

/** How each is written, for those who forgot to end it. */
const signs = {
  bold: "*",
  italic: "_",
  underline: "__",
  strikethrough: "~",
  spoiler: "||",
  code: "`",
  pre: "```",
  link: "[",
  emoji: "![",
  blockquote: ">",
} as const;

/** Those that begin and end with the same sign; longer ones before those that they begin with. */
const pairs = ["underline", "italic", "bold", "strikethrough", "spoiler"] as const;
const reserved = new Set("_*[]()~`>#+-=|{}.!\n");

interface Open {
  readonly kind: Kind;
  /** Where its text begins, and where it stands in the source. */
  readonly from: number;
  readonly at: number;
  readonly language: string;
}

/** @throws MarkupFault */
export function readMarkdownV2(source: string): FormattedText {
  return new MarkdownV2Reader(source).read();
}

class MarkdownV2Reader {
  readonly #source: string;
  readonly #out: TextBuilder = createTextBuilder();
  readonly #stack: Open[] = [];
  #at = 0;
  /** A quote begins at the start of a line only. */
  #lineStart = true;
  /** Whether a quote is open: it holds no other. */
  #quoted = false;

  constructor(source: string) {
    this.#source = source;
  }

  read(): FormattedText {
    while (this.#at < this.#source.length) this.#step();
    if (this.#quoted) this.#endQuote();
    if (this.#inner !== undefined) throw notEnded(this.#inner);
    return this.#out.build();
  }

  get #inner(): Open | undefined {
    return this.#stack.at(-1);
  }

  #sees(sign: string): boolean {
    return this.#source.startsWith(sign, this.#at);
  }

  #step(): void {
    const char = this.#source[this.#at] ?? "";
    const inCode = this.#inner?.kind === "code" || this.#inner?.kind === "pre";
    if (char === "\\" && isEscapable(this.#source, this.#at + 1)) {
      const escaped = this.#source[this.#at + 1] ?? "";
      this.#take(escaped, 2);
      if (escaped !== "\r") this.#lineStart = escaped === "\n";
    } else if (inCode ? char !== "`" : !reserved.has(char)) {
      this.#take(char, 1);
      if (char !== "\r") this.#lineStart = false;
    } else if (this.#inner !== undefined && this.#ends(this.#inner)) this.#end(this.#inner);
    else this.#begin(char);
  }

  #take(text: string, length: number): void {
    this.#out.append(text);
    this.#at += length;
  }

  #ends({ kind }: Open): boolean {
    if (this.#quoted && this.#sees("\n") && this.#source[this.#at + 1] !== ">") return true;
    if (kind === "italic") return this.#sees("_") && !this.#sees("__");
    if (kind === "link" || kind === "emoji") return this.#sees("]");
    return kind !== "blockquote" && this.#sees(signs[kind]);
  }

  #end(inner: Open): void {
    const { kind, from, language } = inner;
    if (this.#sees("\n") || kind === "blockquote") {
      this.#endQuote();
      return;
    }
    this.#stack.pop();
    this.#at += kind === "link" || kind === "emoji" ? 1 : signs[kind].length;
    if (kind === "link") this.#out.link(from, this.#address() ?? this.#out.since(from));
    else if (kind === "emoji") this.#endEmoji(inner);
    else this.#out.mark(from, { type: kind, ...(language !== "" && { language }) });
  }

  #endEmoji({ from, at }: Open): void {
    const id = readEmojiLink(this.#address() ?? "");
    if (id === null) {
      throw new MarkupFault("A custom emoji without an address like tg://emoji?id=1", at);
    }
    this.#out.mark(from, { type: "custom_emoji", custom_emoji_id: id });
  }

  /** The newline that ends a quote belongs to it; `||` before it says that it can be folded. */
  #endQuote(): void {
    const folds = this.#endsFolded();
    const inner = this.#inner;
    if (inner?.kind !== "blockquote") throw notEnded(inner);
    this.#stack.pop();
    this.#quoted = false;
    if (this.#sees("\n")) this.#take("\n", 1);
    this.#lineStart = true;
    this.#out.mark(inner.from, { type: folds ? "expandable_blockquote" : "blockquote" });
  }

  /** Whether a spoiler has just begun, with nothing in it: it is none. */
  #endsFolded(): boolean {
    const inner = this.#inner;
    if (inner?.kind !== "spoiler") return false;
    if (!/^\|\|\r?$/.test(this.#source.slice(inner.at, this.#at))) return false;
    this.#stack.pop();
    return true;
  }

  #begin(char: string): void {
    if (char === "\n") {
      this.#take("\n", 1);
      this.#lineStart = true;
    } else if (char === ">" && this.#lineStart) {
      if (this.#quoted) this.#at += 1;
      else this.#open("blockquote");
    } else if (char === "`") this.#beginCode();
    else {
      const kind = pairs.find((each) => this.#sees(signs[each])) ?? this.#linkAt();
      if (kind === undefined) {
        throw new MarkupFault(`“${char}” must be written as “\\${char}”`, this.#at);
      }
      this.#open(kind);
    }
  }

  #linkAt(): Kind | undefined {
    if (this.#sees("![")) return "emoji";
    return this.#sees("[") ? "link" : undefined;
  }

  #open(kind: Kind, language = ""): void {
    this.#stack.push({ kind, from: this.#out.length, at: this.#at, language });
    if (kind === "blockquote") this.#quoted = true;
    this.#at += signs[kind].length;
  }

  #beginCode(): void {
    if (!this.#sees("```")) {
      this.#open("code");
      return;
    }
    const head = /```(?:([^\s`]+)(?=\s))?(?:\r\n|\n\r|\n|\r)?/y;
    head.lastIndex = this.#at;
    const [, language = ""] = head.exec(this.#source) ?? [];
    this.#open("pre", language);
    this.#at = head.lastIndex;
  }

  /** The `(…)` behind a label; undefined where there is none. */
  #address(): string | undefined {
    if (!this.#sees("(")) return undefined;
    const begin = this.#at;
    let address = "";
    for (this.#at += 1; !this.#sees(")"); this.#at += 1) {
      if (this.#at >= this.#source.length) {
        throw new MarkupFault("A link's address is never ended", begin);
      }
      if (this.#sees("\\") && isEscapable(this.#source, this.#at + 1)) this.#at += 1;
      address += this.#source[this.#at];
    }
    this.#at += 1;
    return address;
  }
}

/** A backslash takes the meaning from every ASCII character. */
function isEscapable(source: string, at: number): boolean {
  const code = source.charCodeAt(at);
  return code > 0 && code <= 126;
}

function notEnded(open: Open | undefined): MarkupFault {
  const sign = signs[open?.kind ?? "blockquote"];
  return new MarkupFault(`No end for “${sign}”`, open?.at ?? 0);
}
