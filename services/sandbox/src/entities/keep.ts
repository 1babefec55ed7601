/** Drops the entities that Telegram's server would drop: it keeps no quotes in quotes and nothing in code. */
import { type Entity, sortEntities } from "./entity.ts";

const STYLES = new Set(["bold", "italic", "underline", "strikethrough", "spoiler"]);
const QUOTES = new Set(["blockquote", "expandable_blockquote"]);
const CODE = new Set(["pre", "code"]);
/** Of two over the same piece the one of the lower rank stays. */
const RANKS: Record<string, number> = { pre: 1, code: 2, text_link: 3, text_mention: 3 };

/** What Telegram keeps of what a sender marked; the surplus is ignored without a word. */
const MOST_ENTITIES = 100;

type Span = Pick<Entity, "offset" | "length">;
const end = ({ offset, length }: Span) => offset + length;
const touch = (a: Span, b: Span) => a.offset < end(b) && b.offset < end(a);
const holds = (outer: Span, inner: Span) =>
  outer.offset <= inner.offset && end(inner) <= end(outer);

/** td `fix_entities`, but that styles which touch are not put together. */
export function keepEntities(entities: readonly Entity[]): Entity[] {
  const given = entities.filter(({ length }) => length > 0);
  const quotes = outermost(given.filter(({ type }) => QUOTES.has(type)));
  const links = outermost(given.filter(({ type }) => !QUOTES.has(type) && !STYLES.has(type)));
  const kept = links.filter(
    (link) => !quotes.some((quote) => touch(link, quote) && !holds(quote, link)),
  );
  const code = kept.filter(({ type }) => CODE.has(type));
  const styles = given.filter(({ type }) => STYLES.has(type));
  return [...quotes, ...kept, ...styles.flatMap((style) => around(style, code))];
}

/** td `get_input_message_entities`: styles come last, custom emoji do not count, nor what it finds by itself. */
export function withoutSurplus(entities: readonly Entity[]): Entity[] {
  const sorted = sortEntities([...entities]);
  const emoji = sorted.filter(({ type }) => type === "custom_emoji");
  const counted = sorted.filter(({ type }) => type !== "custom_emoji");
  const styles = counted.filter(({ type }) => STYLES.has(type));
  const others = counted.filter(({ type }) => !STYLES.has(type));
  return [...emoji, ...[...others, ...styles].slice(0, MOST_ENTITIES)];
}

function outermost(entities: readonly Entity[]): Entity[] {
  const rank = ({ type, language }: Entity) =>
    type === "pre" && language ? 0 : (RANKS[type] ?? 4);
  const sorted = entities.toSorted(
    (a, b) => a.offset - b.offset || b.length - a.length || rank(a) - rank(b),
  );
  const kept: Entity[] = [];
  for (const entity of sorted) if (!kept.some((other) => touch(other, entity))) kept.push(entity);
  return kept;
}

/** What is left of a style outside all code. */
function around(style: Entity, code: readonly Entity[]): Entity[] {
  let pieces = [style];
  for (const block of code) {
    pieces = pieces.flatMap((piece) => [
      { ...piece, length: Math.min(end(piece), block.offset) - piece.offset },
      {
        ...piece,
        offset: Math.max(piece.offset, end(block)),
        length: end(piece) - Math.max(piece.offset, end(block)),
      },
    ]);
    pieces = pieces.filter(({ length }) => length > 0);
  }
  return pieces;
}
