/** Makes of a text what Telegram would make of it, so that what a person approves is what arrives. */
import { type Entity, endOf, type FormattedText, sortEntities, spanning } from "./entity.ts";
import { fixEntities } from "./fix-entities.ts";

/** Removed by td `clean_input_string`: carriage returns, line and direction marks, three combining lines. */
const removed = /[\r\u2028-\u202e]|\u0333|\u033f|\u030a/g;
/** Control characters other than the newline become blanks. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is replaced
const controls = /[\0-\x09\x0b\x0c\x0e-\x1f]/g;
/** Of several direction marks in a row the last counts (td `replace_offending_characters`). */
const extraMarks = /[\u200e\u200f](?=[\u200e\u200f])/g;

/** td `fix_formatted_text`: cleaned, with entities in their kept form, and trimmed. */
export function cleanText({ text, entities }: FormattedText): FormattedText {
  const gone = [...text.matchAll(removed)].map(({ index }) => index);
  const clean = text.replace(removed, "").replace(controls, " ").replace(extraMarks, "\u200c");
  const place = (offset: number) => offset - countBelow(gone, offset);
  // Fixed before too: two that were of different lengths may be of one afterwards.
  const moved = fixEntities(entities).map((entity) =>
    spanning(entity, place(entity.offset), place(endOf(entity))),
  );
  return trimText({ text: clean, entities: fixEntities(moved) });
}

/** How many of the sorted numbers are smaller. */
function countBelow(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Blanks and newlines at the end go, at the beginning only those before the first entity. */
export function trimText({ text, entities }: FormattedText): FormattedText {
  // Loops, since an expression anchored at the end looks at every run of blanks many times.
  let end = text.length;
  while (end > 0 && isBlank(text[end - 1])) end -= 1;
  const firstEntity = entities[0]?.offset ?? end;
  let begin = 0;
  while (begin < Math.min(firstEntity, end) && isBlank(text[begin])) begin += 1;
  const kept = entities.flatMap((entity): Entity[] => {
    const to = Math.min(endOf(entity), end);
    return to > entity.offset ? [spanning(entity, entity.offset - begin, to - begin)] : [];
  });
  return { text: text.slice(begin, end), entities: sortEntities(kept) };
}

/** The two that Telegram trims. */
export const isBlank = (character: string | undefined): boolean =>
  character === " " || character === "\n";

/**
 * Whether Telegram calls it empty: nothing but blanks of any width, direction marks and the like (td
 * `is_empty_string`).
 */
export function isEmptyText(text: string): boolean {
  return /^[ \n\u00a0\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc\u{e0000}-\u{e007f}]*$/u.test(
    text,
  );
}
