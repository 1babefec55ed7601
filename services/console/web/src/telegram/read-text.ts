/** Reads a text by its parse mode as Telegram names them; plain where there is none. */
import type { Reading } from "./nodes.ts";
import { readHtml } from "./read-html.ts";
import { readMarkdown } from "./read-markdown.ts";

export function readText(text: string, parseMode: string | null): Reading {
  switch (parseMode?.toLowerCase()) {
    case undefined:
      return { ok: true, nodes: [text] };
    case "html":
      return readHtml(text);
    case "markdownv2":
      return readMarkdown(text);
    default:
      return { ok: false, fault: `${parseMode} is no parse mode that is known here` };
  }
}
