/** Reads a text in the format it was written in: what comes out is what Telegram will show. */
import { cleanText } from "./clean-text.ts";
import type { FormattedText } from "./entity.ts";
import { MarkupFault } from "./markup-fault.ts";
import { readHtml } from "./read-html.ts";
import { readMarkdown } from "./read-markdown.ts";
import { readMarkdownV2 } from "./read-markdown-v2.ts";

export const textFormats = ["plain", "html", "markdown", "markdownV2"] as const;
export type TextFormat = (typeof textFormats)[number];

export type TextReading =
  | { readonly ok: true; readonly value: FormattedText }
  /** Why the markup cannot be read, and where. */
  | { readonly ok: false; readonly fault: string };

const readers: Record<TextFormat, (source: string) => FormattedText> = {
  plain: (text) => ({ text, entities: [] }),
  html: readHtml,
  markdown: readMarkdown,
  markdownV2: readMarkdownV2,
};

/** The text may be empty and of any length: whether that is a fault depends on where it stands. */
export function readText(source: string, format: TextFormat): TextReading {
  try {
    return { ok: true, value: cleanText(readers[format](source)) };
  } catch (error) {
    if (error instanceof MarkupFault) return { ok: false, fault: error.message };
    throw error;
  }
}
