/** Cleans a text as td's `fix_formatted_text` does before it keeps it; entities move along. */
import type { FormattedText } from "./entity.ts";

/** What each UTF-16 unit becomes: nothing, a blank, or itself. */
function kept(unit: string): string {
  const code = unit.charCodeAt(0);
  const dropped =
    unit === "\r" || (code >= 0x2028 && code <= 0x202e) || [0x30a, 0x333, 0x33f].includes(code);
  if (dropped) return "";
  return code < 0x20 && unit !== "\n" ? " " : unit;
}

/** Blanks and newlines around it go too, but none that stands behind the beginning of an entity. */
export function clean({ text, entities }: FormattedText): FormattedText {
  let cleaned = "";
  // Where each unit of the given text begins in the cleaned one.
  const places: number[] = [];
  for (let index = 0; index < text.length; index++) {
    places.push(cleaned.length);
    cleaned += kept(text.charAt(index));
  }
  places.push(cleaned.length);
  const place = (offset: number) => places[offset] ?? cleaned.length;
  const moved = entities.map((entity) => {
    const from = place(entity.offset);
    return { entity, from, to: place(entity.offset + entity.length) };
  });
  const blank = (unit: string) => unit === " " || unit === "\n";
  let end = cleaned.length;
  while (end > 0 && blank(cleaned.charAt(end - 1))) end--;
  const firstEntity = Math.min(
    end,
    ...moved.filter(({ from, to }) => to > from).map(({ from }) => from),
  );
  let begin = 0;
  while (begin < firstEntity && blank(cleaned.charAt(begin))) begin++;
  const inside = moved.filter(({ from, to }) => Math.min(to, end) > from);
  return {
    text: cleaned.slice(begin, end),
    entities: inside.map(({ entity, from, to }) => {
      const until = Math.min(to, end);
      return { ...entity, offset: from - begin, length: until - from };
    }),
  };
}
