/** Which words of a message an approver can change, and the message with others in their place. */
import type { Approval, BodyOf } from "../api/contract.ts";
import { type Fields, fieldsOf, textAt } from "../telegram/fields.ts";

export type Content = NonNullable<BodyOf<"resolveApproval">["content"]>;

export interface EditableWords {
  /** "Text", "Caption", or in an album "Caption of photo 1". */
  readonly label: string;
  readonly words: string;
  /** How its markup is written. */
  readonly format: string;
  /** A text cannot be empty; a caption can be left out. */
  readonly needed: boolean;
}

const captioned = ["photo", "document", "video", "audio", "voice", "animation", "editCaption"];

/** An album's in the order of its items; none where nothing of it is words: a place, a poll, a deletion. */
export function editableWords({ content }: Pick<Approval, "content">): EditableWords[] {
  const fields = fieldsOf(content);
  const items = itemsOf(fields);
  if (items !== null) {
    return items.map((item, index) => captionOf(item, ` of ${textAt(item, "type")} ${index + 1}`));
  }
  if (isText(fields)) {
    const words = textAt(fields, "text") ?? "";
    return [{ label: "Text", words, format: formatOf(fields), needed: true }];
  }
  return captioned.includes(textAt(fields, "type") ?? "") ? [captionOf(fields, "")] : [];
}

/** `words` as `editableWords` gave them, in its order. */
export function withWords(
  { content }: Pick<Approval, "content">,
  words: readonly string[],
): Content {
  const fields = fieldsOf(content);
  const items = itemsOf(fields);
  const [first = ""] = words;
  // What the server has kept as the request came through the same schema when it was asked for.
  return (
    items !== null
      ? { ...fields, items: items.map((item, index) => captioning(item, words[index] ?? "")) }
      : isText(fields)
        ? { ...fields, text: first }
        : captioning(fields, first)
  ) as Content;
}

function itemsOf(fields: Fields): Fields[] | null {
  const { type, items } = fields;
  return type === "mediaGroup" && Array.isArray(items) ? items.map(fieldsOf) : null;
}

function isText({ type }: Fields): boolean {
  return type === "text" || type === "editText";
}

function captionOf(fields: Fields, which: string): EditableWords {
  const words = textAt(fields, "caption") ?? "";
  return { label: `Caption${which}`, words, format: formatOf(fields), needed: false };
}

function captioning({ caption: _before, ...rest }: Fields, words: string): Fields {
  return { ...rest, ...(words !== "" && { caption: words }) };
}

function formatOf(fields: Fields): string {
  return textAt(fields, "format") ?? "plain";
}

export const formatWords: Readonly<Record<string, string>> = {
  plain: "Plain text",
  html: "Telegram's HTML tags",
  markdown: "Markdown",
  markdownV2: "Telegram's MarkdownV2",
};
