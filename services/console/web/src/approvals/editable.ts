/** Which words of a message an approver can change, and the message with others in their place. */
import type { Approval, BodyOf } from "../api/contract.ts";
import { fieldsOf, textAt } from "../telegram/fields.ts";

export type Content = NonNullable<BodyOf<"resolveApproval">["content"]>;

export interface EditableWords {
  readonly label: "Text" | "Caption";
  readonly words: string;
  /** How its markup is written. */
  readonly format: string;
}

const captioned = ["photo", "document", "video", "audio", "voice", "animation", "editCaption"];

/** Null where nothing of it is words: a place, a poll, an album, a deletion. */
export function editableWords({ content }: Pick<Approval, "content">): EditableWords | null {
  const fields = fieldsOf(content);
  const type = textAt(fields, "type") ?? "";
  const format = textAt(fields, "format") ?? "plain";
  if (type === "text" || type === "editText") {
    return { label: "Text", words: textAt(fields, "text") ?? "", format };
  }
  if (!captioned.includes(type)) return null;
  return { label: "Caption", words: textAt(fields, "caption") ?? "", format };
}

export function withWords({ content }: Pick<Approval, "content">, words: string): Content {
  const fields = fieldsOf(content);
  const { caption: _before, ...rest } = fields;
  const isText = fields.type === "text" || fields.type === "editText";
  // What the server has kept as the request came through the same schema when it was asked for.
  return (
    isText ? { ...fields, text: words } : { ...rest, ...(words !== "" && { caption: words }) }
  ) as Content;
}

export const formatWords: Readonly<Record<string, string>> = {
  plain: "Plain text",
  html: "Telegram's HTML tags",
  markdown: "Markdown",
  markdownV2: "Telegram's MarkdownV2",
};
