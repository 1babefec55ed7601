/** Cuts a formatted text into messages that Telegram takes, where a reader would. */
import { MAX_ENTITIES, MAX_TEXT_LENGTH } from "../limits.ts";
import {
  type Boundary,
  blanks,
  characters,
  graphemes,
  lines,
  paragraphs,
  sentences,
  words,
} from "./boundaries.ts";
import { isBlank, isEmptyText, trimText } from "./clean-text.ts";
import { type Entity, endOf, type FormattedText, spanning } from "./entity.ts";
import { fixEntities } from "./fix-entities.ts";

export interface SplitLimits {
  /** UTF-16 units of one part. */
  readonly length: number;
  readonly entities: number;
}

interface Attempt {
  readonly boundary: Boundary;
  /** How full the part must be at least, of 1. */
  readonly full: number;
  /** What must stay whole: links and the like, and blocks of code. */
  readonly whole: ReadonlySet<Entity["type"]>;
}

/** Nobody can read one half of these. */
const unbreakable = new Set<Entity["type"]>(["text_link", "text_mention", "custom_emoji", "code"]);
const withBlocks = new Set([...unbreakable, "pre"] as const);
const nothing = new Set<Entity["type"]>();

/** From the best place to the worst; the last one always finds one. */
const attempts: readonly Attempt[] = [
  ...[paragraphs, lines, sentences, blanks].map((boundary) => ({
    boundary,
    full: 0.5,
    whole: withBlocks,
  })),
  { boundary: lines, full: 0.5, whole: unbreakable },
  { boundary: blanks, full: 0.1, whole: unbreakable },
  { boundary: words, full: 0.5, whole: unbreakable },
  { boundary: graphemes, full: 0, whole: unbreakable },
  { boundary: blanks, full: 0.5, whole: nothing },
  { boundary: graphemes, full: 0, whole: nothing },
  { boundary: characters, full: 0, whole: nothing },
];

/**
 * The parts in order, each within the limits; one for a text that fits. Nothing is lost but the blanks
 * and newlines at the cuts, which Telegram would trim, and parts of nothing that can be seen, which it
 * would refuse; entities over a cut go on behind it.
 */
export function splitText(
  whole: FormattedText,
  limits: SplitLimits = { length: MAX_TEXT_LENGTH, entities: MAX_ENTITIES },
): FormattedText[] {
  const { text, entities } = whole;
  const parts: FormattedText[] = [];
  for (let from = 0; from < text.length; ) {
    const most = reach(whole, from, limits);
    const to = most === text.length ? most : cut(whole, from, most);
    const part = trimText(slice(whole, from, to));
    if (!isEmptyText(part.text)) parts.push(part);
    from = skipBlanks(text, entities, to);
  }
  return parts;
}

/** The end of the longest part that begins at `from`. */
function reach({ text, entities }: FormattedText, from: number, limits: SplitLimits): number {
  const most = Math.min(text.length, from + limits.length);
  const here = entities.filter((each) => endOf(each) > from && each.offset < most);
  return here[limits.entities]?.offset ?? most;
}

function cut({ text, entities }: FormattedText, from: number, most: number): number {
  const near = entities.filter((each) => each.offset < most && endOf(each) > from);
  for (const { boundary, full, whole } of attempts) {
    const least = from + Math.floor((most - from) * full);
    const closed = near.filter(({ type }) => whole.has(type));
    for (const place of boundary(text, from, most)) {
      if (place < least) break;
      if (!closed.some((each) => each.offset < place && place < endOf(each))) return place;
    }
  }
  return most;
}

function slice({ text, entities }: FormattedText, from: number, to: number): FormattedText {
  const inside = entities.flatMap((entity): Entity[] => {
    const begin = Math.max(entity.offset, from);
    const end = Math.min(endOf(entity), to);
    return begin < end ? [spanning(entity, begin - from, end - from)] : [];
  });
  return { text: text.slice(from, to), entities: fixEntities(inside) };
}

/** Where the next part begins. Within a block of code only the newline goes: its indentation counts. */
function skipBlanks(text: string, entities: readonly Entity[], at: number): number {
  const block = entities.find(
    (each) => each.type === "pre" && each.offset < at && at < endOf(each),
  );
  if (block !== undefined) return text[at] === "\n" ? at + 1 : at;
  let next = at;
  while (next < text.length && isBlank(text[next])) next += 1;
  return next;
}
