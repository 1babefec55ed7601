/** Renders a text into as many sendMessage calls as it needs. */
import { MAX_PARTS } from "../limits.ts";
import { isEmptyText } from "../text/clean-text.ts";
import { splitText } from "../text/split-text.ts";
import { type RenderedContent, refused } from "./call.ts";
import { asParams, type MarkedUp, readField } from "./marked-up.ts";

export interface TextContent extends MarkedUp {
  readonly type: "text";
  readonly text: string;
}

/** What goes out is text with entities, never a parse mode: nothing can fail to parse at Telegram. */
export function renderText(content: TextContent): RenderedContent {
  const path = "content.text";
  const read = readField(content.text, content, path);
  if (!read.ok) return read;
  if (isEmptyText(read.value.text)) return refused({ path, message: "The text is empty." });
  const texts = splitText(read.value);
  if (texts.length > MAX_PARTS) {
    const message = `The text needs ${texts.length} messages; one request may become ${MAX_PARTS}.`;
    return refused({ path, message });
  }
  return {
    ok: true,
    calls: texts.map((text) => ({
      method: "sendMessage",
      params: asParams(text, "text"),
      files: [],
    })),
    notes: read.notes,
  };
}
