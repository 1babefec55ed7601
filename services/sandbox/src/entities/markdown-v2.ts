/** Reads `parse_mode: MarkdownV2` with the error texts of td's `parse_markdown_v2`. */
import {
  byteOffset,
  type Entity,
  EntityError,
  type FormattedText,
  linkEntity,
  sortEntities,
} from "./entity.ts";

type Kind = keyof typeof ENDS;

/** What ends an entity; in Telegram's error texts it goes by the name in NAMES. */
const ENDS = {
  bold: "*",
  italic: "_",
  underline: "__",
  strikethrough: "~",
  spoiler: "||",
  code: "`",
  pre: "```",
  text_link: "]",
  custom_emoji: "]",
  blockquote: "\n",
} as const;
const NAMES: Record<Kind, string> = {
  bold: "Bold",
  italic: "Italic",
  underline: "Underline",
  strikethrough: "Strikethrough",
  spoiler: "Spoiler",
  code: "Code",
  pre: "Pre",
  text_link: "TextUrl",
  custom_emoji: "CustomEmoji",
  blockquote: "BlockQuote",
};
const RESERVED = "_*[]()~`>#+-=|{}.!\n";

interface Open {
  kind: Kind;
  language: string;
  offset: number;
  begin: number;
}

/** Throws EntityError. */
export function parseMarkdownV2(source: string): FormattedText {
  const open: Open[] = [];
  const entities: Entity[] = [];
  let text = "";
  let at = 0;
  /** A quote begins at the start of a line; a carriage return does not end that. */
  let lineStart = true;
  const starts = (token: string) => source.startsWith(token, at);
  const quoted = () => open.find((entity) => entity.kind === "blockquote");

  while (at < source.length) {
    const character = source[at] ?? "";
    const inner = open.at(-1);
    const inCode = inner?.kind === "code" || inner?.kind === "pre";
    if (character === "\\" && isEscapable(source[at + 1])) {
      take(source[at + 1] ?? "");
      at++;
    } else if (!(inCode ? "`" : RESERVED).includes(character)) {
      take(character);
      // Not even a newline in code begins a line that a quote could begin.
      if (character !== "\r") lineStart = false;
    } else if (inner && ends(inner)) {
      close(inner);
    } else {
      begin(character);
    }
  }
  if (quoted()) {
    const folds = dropFold();
    const quote = open.at(-1);
    if (quote?.kind === "blockquote") {
      open.pop();
      finish(quote, folds);
    }
  }
  const unclosed = open.at(-1);
  if (unclosed) throw notEnded(unclosed);
  return { text, entities: sortEntities(entities) };

  function take(character: string): void {
    text += character;
    at++;
    if (character !== "\r") lineStart = character === "\n";
  }

  /** `||` at the very end of a quote opens no spoiler: it says that the quote can be folded. */
  function dropFold(): boolean {
    const inner = open.at(-1);
    const isFold =
      inner?.kind === "spoiler" && source.slice(inner.begin, at).replace(/\r$/, "") === "||";
    if (isFold) open.pop();
    return isFold;
  }

  function ends(inner: Open): boolean {
    if (quoted() && starts("\n") && source[at + 1] !== ">") return true;
    if (inner.kind === "italic") return starts("_") && !starts("__");
    return inner.kind !== "blockquote" && starts(ENDS[inner.kind]);
  }

  function close(outer: Open): void {
    const folds = starts("\n") && dropFold();
    const inner = folds ? (open.at(-1) ?? outer) : outer;
    if (starts("\n") && inner.kind !== "blockquote") throw notEnded(inner);
    if (inner.kind === "blockquote") take("\n");
    else at += ENDS[inner.kind].length;
    open.pop();
    const length = text.length - inner.offset;
    if (inner.kind === "text_link") {
      const url = readUrl("a URL") ?? text.slice(inner.offset);
      if (length > 0) entities.push(...linkEntity(url, inner.offset, length));
    } else if (inner.kind === "custom_emoji") {
      const url = readUrl("a URL");
      if (url === undefined)
        throw new EntityError("The entity must contain a tg://emoji or tg://time URL");
      const id = /^tg:(?:\/\/)?emoji\?id=(\d+)$/i.exec(url)?.[1];
      if (!id) throw new EntityError("Invalid tg://emoji or tg://time URL specified");
      if (length > 0) {
        entities.push({ type: "custom_emoji", offset: inner.offset, length, custom_emoji_id: id });
      }
    } else {
      finish(inner, folds);
    }
  }

  function finish({ kind, offset, language }: Open, folds = false): void {
    const length = text.length - offset;
    const type = folds ? "expandable_blockquote" : kind;
    if (length > 0) entities.push({ type, offset, length, ...(language ? { language } : {}) });
  }

  function begin(character: string): void {
    const start = at;
    const kind = opened(character);
    if (character === "\n") {
      take("\n");
      return;
    }
    if (character === ">" && lineStart && quoted()) {
      at++;
      return;
    }
    if (kind === undefined || (character === ">" && !lineStart)) {
      throw new EntityError(
        `Character '${character}' is reserved and must be escaped with the preceding '\\'`,
      );
    }
    at += kind === "custom_emoji" ? 2 : kind === "blockquote" ? 1 : openLength(kind);
    const language = kind === "pre" ? readLanguage() : "";
    open.push({ kind, language, offset: text.length, begin: start });
  }

  function opened(character: string): Kind | undefined {
    if (character === "_") return starts("__") ? "underline" : "italic";
    if (character === "*") return "bold";
    if (character === "~") return "strikethrough";
    if (character === "|") return starts("||") ? "spoiler" : undefined;
    if (character === "[") return "text_link";
    if (character === "`") return starts("```") ? "pre" : "code";
    if (character === "!") return starts("![") ? "custom_emoji" : undefined;
    if (character === ">") return "blockquote";
    return undefined;
  }

  function readLanguage(): string {
    const language = /^([^\s`]+)(?=\s)/.exec(source.slice(at))?.[1] ?? "";
    at += language.length;
    at += /^(?:\r\n|\n\r|\n|\r)?/.exec(source.slice(at))?.[0].length ?? 0;
    return language;
  }

  /** The `(…)` behind a label; undefined when there is none. */
  function readUrl(what: string): string | undefined {
    if (source[at] !== "(") return undefined;
    const urlBegin = ++at;
    let url = "";
    while (at < source.length && source[at] !== ")") {
      if (source[at] === "\\" && isEscapable(source[at + 1])) at++;
      url += source[at++];
    }
    if (source[at] !== ")") {
      throw new EntityError(
        `Can't find end of ${what} at byte offset ${byteOffset(source, urlBegin)}`,
      );
    }
    at++;
    return url;
  }

  function notEnded({ kind, language, begin: start }: Open): EntityError {
    const name = kind === "pre" && language ? "PreCode" : NAMES[kind];
    return new EntityError(
      `Can't find end of ${name} entity at byte offset ${byteOffset(source, start)}`,
    );
  }
}

const openLength = (kind: Kind) => ENDS[kind].length;

function isEscapable(character: string | undefined): boolean {
  const code = character?.charCodeAt(0) ?? 0;
  return code > 0 && code <= 126;
}
