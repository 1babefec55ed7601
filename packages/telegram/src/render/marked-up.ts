/** Reads a field of a request that may hold markup: a text, a caption, an explanation. */
import { MAX_CAPTION_LENGTH, MAX_ENTITIES } from "../limits.ts";
import { isEmptyText } from "../text/clean-text.ts";
import type { FormattedText } from "../text/entity.ts";
import { readText, type TextFormat, textFormats } from "../text/read-text.ts";
import type { Fault } from "./fault.ts";

export interface MarkedUp {
  readonly format?: TextFormat | undefined;
  /** Where the markup cannot be read, it goes out as it stands, as plain text. */
  readonly allowPlainFallback?: boolean | undefined;
}

export type ReadField =
  | { readonly ok: true; readonly value: FormattedText; readonly notes: readonly string[] }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** Of any length and possibly empty. `path` is the field's own, such as `content.caption`. */
export function readField(source: string, markedUp: MarkedUp, path: string): ReadField {
  const { format = "plain", allowPlainFallback = false } = markedUp;
  if (!textFormats.includes(format)) {
    const fault = {
      path: path.replace(/\w+$/, "format"),
      message: `The format must be one of ${textFormats.join(", ")}.`,
    };
    return { ok: false, faults: [fault] };
  }
  const unclean = uncleanliness(source);
  if (unclean !== null) return { ok: false, faults: [{ path, message: unclean }] };
  const reading = readText(source, format);
  if (reading.ok) return { ok: true, value: reading.value, notes: [] };
  if (!allowPlainFallback) return { ok: false, faults: [{ path, message: reading.fault }] };
  const plain = readText(source, "plain");
  if (!plain.ok) throw new Error("plain text is always read");
  return {
    ok: true,
    value: plain.value,
    notes: [`${path} goes out as plain text: ${reading.fault}`],
  };
}

/** One that Telegram takes as a whole: it cannot be split. Empty counts as absent. */
export function readCaption(
  source: string | undefined,
  markedUp: MarkedUp,
  path: string,
  longest = MAX_CAPTION_LENGTH,
): ReadField {
  const read = readField(source ?? "", markedUp, path);
  if (!read.ok) return read;
  const { text, entities } = read.value;
  const fault = (message: string): ReadField => ({ ok: false, faults: [{ path, message }] });
  if (text.length > longest) {
    return fault(`It has ${text.length} UTF-16 units; Telegram takes ${longest}.`);
  }
  if (entities.length > MAX_ENTITIES) {
    return fault(`It has ${entities.length} formatted pieces; Telegram keeps ${MAX_ENTITIES}.`);
  }
  return isEmptyText(text) ? { ...read, value: { text: "", entities: [] } } : read;
}

/** As parameters of a call: `text` and `entities`, `caption` and `caption_entities`. */
export function asParams(
  { text, entities }: FormattedText,
  name: "text" | "caption" | "explanation",
): Record<string, unknown> {
  if (text === "") return {};
  const list = name === "text" ? "entities" : `${name}_entities`;
  return { [name]: text, ...(entities.length > 0 && { [list]: entities }) };
}

function uncleanliness(text: string): string | null {
  if (!text.isWellFormed()) return "The text holds half a surrogate pair.";
  return text.includes("\0") ? "The text holds a NUL character." : null;
}
