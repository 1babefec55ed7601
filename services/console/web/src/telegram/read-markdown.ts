/** Reads Telegram's MarkdownV2 as its server does (Bot API, "MarkdownV2 style"). */
import {
  appendText,
  type Mark,
  MarkupFault,
  type Node,
  plainText,
  type Reading,
  reading,
} from "./nodes.ts";

type Kind = Mark | "link" | "code" | "pre" | "text";

interface Frame {
  readonly kind: Kind;
  readonly language: string | null;
  readonly children: Node[];
}

/** How each is written at its end; code and links are read apart. */
const marker: Partial<Record<Kind, string>> = {
  bold: "*",
  italic: "_",
  underline: "__",
  strike: "~",
  spoiler: "||",
  code: "`",
  pre: "```",
};
/** How each begins; longer ones come before those that they begin with. */
const quotes: readonly (readonly [string, Kind])[] = [
  [">", "quote"],
  ["**>", "quote"],
];
const marks: readonly (readonly [string, Kind])[] = [
  ["__", "underline"],
  ["||", "spoiler"],
  ["![", "emoji"],
  ["_", "italic"],
  ["*", "bold"],
  ["~", "strike"],
  ["`", "code"],
  ["[", "link"],
];
const reserved = "_*[]()~`>#+-=|{}.!";

export function readMarkdown(text: string): Reading {
  return reading(() => new MarkdownReader(text).read());
}

class MarkdownReader {
  readonly #text: string;
  readonly #stack: Frame[] = [{ kind: "text", language: null, children: [] }];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Node[] {
    while (this.#at < this.#text.length) this.#step();
    if (this.#top.kind === "quote") this.#close();
    if (this.#stack.length > 1) {
      throw new MarkupFault(`${marker[this.#top.kind] ?? "a link"} is never closed`);
    }
    return this.#top.children;
  }

  get #top(): Frame {
    return this.#stack.at(-1) as Frame;
  }

  #sees(token: string): boolean {
    return this.#text.startsWith(token, this.#at);
  }

  #step(): void {
    const char = this.#text[this.#at] as string;
    const next = this.#text.charCodeAt(this.#at + 1);
    const verbatim = this.#top.kind === "code" || this.#top.kind === "pre";
    if (char === "\\" && next > 0 && next <= 126) this.#take(this.#text[this.#at + 1], 2);
    else if (verbatim && char !== "`") this.#take(char, 1);
    else if (char === "\n") this.#newline();
    else if (!reserved.includes(char)) this.#take(char, 1);
    else if (this.#endsQuote()) this.#expandable();
    else if (this.#closes()) this.#end();
    else this.#begin(char);
  }

  #take(text = "", length: number): void {
    appendText(this.#top.children, text);
    this.#at += length;
  }

  #open(kind: Kind, length: number, language: string | null = null): void {
    if (this.#stack.some((frame) => frame.kind === kind)) {
      throw new MarkupFault(`${marker[kind] ?? "a link"} stands within its own kind`);
    }
    this.#stack.push({ kind, language, children: [] });
    this.#at += length;
  }

  /** Whether what stands here ends the innermost mark; `_` within `__` does not. */
  #closes(): boolean {
    const { kind } = this.#top;
    if (kind === "link" || kind === "emoji") return this.#sees("]");
    if (kind === "italic") return this.#sees("_") && !this.#sees("__");
    const token = marker[kind];
    return token !== undefined && this.#sees(token);
  }

  #end(): void {
    const { kind } = this.#top;
    this.#at += marker[kind]?.length ?? 1;
    const url = (kind === "link" || kind === "emoji") && this.#sees("(") ? this.#address() : null;
    if (kind === "emoji" && url === null) throw new MarkupFault("an emoji has no address");
    this.#close(url);
  }

  /** `(address)` after `[words]`; within it only `)` and `\` are escaped. */
  #address(): string {
    let url = "";
    for (let at = this.#at + 1; at < this.#text.length; at += 1) {
      const char = this.#text[at];
      if (char === ")") {
        this.#at = at + 1;
        return url;
      }
      if (char === "\\" && this.#text.charCodeAt(at + 1) <= 126) at += 1;
      url += this.#text[at] ?? "";
    }
    throw new MarkupFault("a link's address is never closed");
  }

  #close(url: string | null = null): void {
    const { kind, language, children } = this.#stack.pop() as Frame;
    const into = this.#top.children;
    if (children.length === 0 || kind === "text") return;
    if (kind === "link") into.push({ kind, url: url ?? plainText(children), children });
    else if (kind === "code" || kind === "pre") into.push({ kind, language, children });
    else into.push({ kind, children });
  }

  #begin(char: string): void {
    const opening = this.#mayQuote() ? [...quotes, ...marks] : marks;
    const found = opening.find(([token]) => this.#sees(token));
    if (this.#sees("```")) this.#beginPre();
    else if (found !== undefined) this.#open(found[1], found[0].length);
    else throw new MarkupFault(`“${char}” must be written as “\\${char}”`);
  }

  #beginPre(): void {
    const language = /^[^\s`]*(?=\n)/.exec(this.#text.slice(this.#at + 3))?.[0] ?? "";
    this.#open("pre", 3 + language.length, language === "" ? null : language);
    if (this.#sees("\n")) this.#at += 1;
  }

  /** A quote begins a line, outside of everything else. */
  #mayQuote(): boolean {
    const startsLine = this.#at === 0 || this.#text[this.#at - 1] === "\n";
    return startsLine && this.#stack.length === 1;
  }

  /** A quote goes on while lines begin with `>`, and ends with the first that does not. */
  #newline(): void {
    const inQuote = this.#top.kind === "quote";
    const goesOn = inQuote && this.#text[this.#at + 1] === ">";
    if (inQuote && !goesOn) {
      this.#close();
      this.#at += 1;
    } else {
      this.#take("\n", goesOn ? 2 : 1);
    }
  }

  /** `||` at the very end of a quote makes it expandable. */
  #endsQuote(): boolean {
    if (this.#top.kind !== "quote" || !this.#sees("||")) return false;
    const after = this.#text[this.#at + 2];
    return after === undefined || after === "\n";
  }

  #expandable(): void {
    const { children } = this.#stack.pop() as Frame;
    this.#top.children.push({ kind: "expandableQuote", children });
    this.#at += 2;
    if (this.#sees("\n")) this.#at += 1;
  }
}
