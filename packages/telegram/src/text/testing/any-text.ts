/** Texts and entities of every kind, for properties. */
import fc from "fast-check";
import { cleanText } from "../clean-text.ts";
import type { Entity, FormattedText } from "../entity.ts";

const details: Partial<Record<Entity["type"], object>> = {
  text_link: { url: "https://a.example/" },
  text_mention: { user: { id: 7 } },
  custom_emoji: { custom_emoji_id: "5368" },
};
const types: readonly Entity["type"][] = [
  ...(["bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre"] as const),
  ...(["text_link", "text_mention", "custom_emoji", "blockquote"] as const),
];

/** Within a text of this length, in any relation to one another. */
export function anyEntities(length: number, most = 20): fc.Arbitrary<Entity[]> {
  return fc.array(
    fc.tuple(fc.constantFrom(...types), fc.nat(length), fc.nat(length)).map(([type, a, b]) => ({
      type,
      offset: Math.min(a, b),
      length: Math.abs(a - b),
      ...details[type],
    })),
    { maxLength: most },
  );
}

const pieces = [
  ...[
    "word",
    " ",
    "\n",
    "\n\n",
    ". ",
    "  indented",
    "Ünïcödé",
    "漢字。",
    "ไทยแลนด์",
    "a\u0301",
    "\t",
    "\r",
  ],
  ...[
    "👋",
    "👨‍👩‍👧‍👦",
    "🇦🇹",
    "👍🏽",
    "x".repeat(50),
    "https://a.example/b?c=d",
    "\u200f\u200e",
    "\u202e",
  ],
];

/** As a reader leaves it: entities never begin or end within a surrogate pair. */
export function anyFormattedText(most: number): fc.Arbitrary<FormattedText> {
  return fc
    .array(fc.constantFrom(...pieces), { maxLength: most })
    .chain((parts) => {
      const places = [0];
      for (const part of parts) places.push((places.at(-1) ?? 0) + part.length);
      return anyEntities(parts.length).map((entities) => ({
        text: parts.join(""),
        entities: entities.map((entity) => {
          const from = places[entity.offset] ?? 0;
          const to = places[entity.offset + entity.length] ?? from;
          return { ...entity, offset: from, length: to - from };
        }),
      }));
    })
    .map(cleanText);
}
