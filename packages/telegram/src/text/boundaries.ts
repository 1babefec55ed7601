/** Finds where a text may be cut, from the ends of paragraphs down to single characters. */

/** A place is where the part before ends; blanks that follow it belong to neither part. */
export type Boundary = (text: string, from: number, to: number) => Generator<number>;

/** Newlines with nothing but blanks between them. */
export const paragraphs: Boundary = backwards(/\n[ \n]*\n/g);
export const lines: Boundary = backwards(/\n/g);
export const blanks: Boundary = backwards(/[ \n]+/g);
export const sentences: Boundary = segments("sentence");
export const words: Boundary = segments("word");
/** What a person calls a character: a flag, a family, a letter with its accents. */
export const graphemes: Boundary = segments("grapheme");
export const characters: Boundary = function* (text, from, to) {
  for (let place = to; place > from; place -= 1) if (!insidePair(text, place)) yield place;
};

/** The beginnings of what the expression finds in `(from, to]`, the last one first. */
function backwards(pattern: RegExp): Boundary {
  return function* (text, from, to) {
    const found = [...text.slice(from, to + 2).matchAll(pattern)].map(({ index }) => from + index);
    for (const place of found.toReversed()) if (place > from && place <= to) yield place;
  };
}

/** How far a segment may depend on what follows it. */
const AHEAD = 256;

/** In any language: the rules for Chinese and Thai, which have no blanks, do not depend on the locale. */
function segments(granularity: "sentence" | "word" | "grapheme"): Boundary {
  const segmenter = new Intl.Segmenter("en", { granularity });
  return function* (text, from, to) {
    const places: number[] = [];
    for (const { index } of segmenter.segment(text.slice(from, to + AHEAD))) {
      if (from + index > to) break;
      if (index > 0) places.push(from + index);
    }
    yield* places.toReversed();
  };
}

function insidePair(text: string, place: number): boolean {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(place - 1, place + 1));
}
