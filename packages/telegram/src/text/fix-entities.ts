/** Brings entities into the form in which Telegram keeps them, so that it changes nothing later. */
import { type Entity, type EntityType, endOf, sortEntities, spanning } from "./entity.ts";

/** May overlap anything but code. */
const styles: readonly EntityType[] = ["bold", "italic", "underline", "strikethrough", "spoiler"];
const isStyle = ({ type }: Entity) => styles.includes(type);
const isQuote = ({ type }: Entity) => type === "blockquote" || type === "expandable_blockquote";
const isCode = ({ type }: Entity) => type === "pre" || type === "code";

/**
 * As `fix_entities` does (td MessageEntity.cpp 4403): quotes hold no quotes; links, mentions, emoji
 * and code hold none of each other and do not cross a quote; code holds nothing; styles of one kind
 * that touch are one, cut wherever another entity begins or ends. The first of two that collide stays.
 */
export function fixEntities(entities: readonly Entity[]): Entity[] {
  const sorted = sortEntities(entities.filter(({ length }) => length > 0));
  const quotes = withoutCollisions(sorted.filter(isQuote));
  const solid = withoutCollisions(sorted.filter((each) => !isStyle(each) && !isQuote(each)));
  const whole = sortEntities([...quotes, ...withoutCrossing(solid, quotes)]);
  return sortEntities([...whole, ...cutStyles(sorted.filter(isStyle), whole)]);
}

function withoutCollisions(sorted: readonly Entity[]): Entity[] {
  let end = 0;
  return sorted.filter((entity) => {
    if (entity.offset < end) return false;
    end = endOf(entity);
    return true;
  });
}

/** Both in order and without collisions: only the first quote that ends behind an entity's beginning can be crossed. */
function withoutCrossing(sorted: readonly Entity[], quotes: readonly Entity[]): Entity[] {
  let next = 0;
  return sorted.filter((entity) => {
    while (next < quotes.length && endOf(quotes[next] as Entity) <= entity.offset) next += 1;
    const quote = quotes[next];
    return quote === undefined || !cross(entity, quote);
  });
}

/** Whether the two share a piece without the quote holding all of the entity. */
function cross(entity: Entity, quote: Entity): boolean {
  const apart = endOf(entity) <= quote.offset || endOf(quote) <= entity.offset;
  return !apart && !(quote.offset <= entity.offset && endOf(entity) <= endOf(quote));
}

/** td `split_entities`. */
function cutStyles(given: readonly Entity[], others: readonly Entity[]): Entity[] {
  const open = new Map<EntityType, Entity>();
  const cut: Entity[] = [];
  let next = 0;

  /** Ends, or cuts, at `offset` what is open there. */
  function flush(offset: number): void {
    for (const style of styles) {
      const span = open.get(style);
      if (span === undefined || span.offset >= offset) continue;
      cut.push(spanning(span, span.offset, Math.min(endOf(span), offset)));
      if (endOf(span) <= offset) open.delete(style);
      else open.set(style, spanning(span, offset, endOf(span)));
    }
  }

  function advance(to: number): void {
    for (let entity = given[next]; entity !== undefined && entity.offset < to; ) {
      const span = open.get(entity.type);
      if (span !== undefined && entity.offset <= endOf(span)) {
        const end = Math.max(endOf(span), endOf(entity));
        open.set(entity.type, spanning(span, span.offset, end));
      } else {
        flush(entity.offset);
        open.set(entity.type, entity);
      }
      next += 1;
      entity = given[next];
    }
    flush(to);
  }

  const around: Entity[] = [];
  function reach(offset: number): void {
    for (let inner = around.at(-1); inner !== undefined && endOf(inner) <= offset; ) {
      const before = cut.length;
      advance(endOf(inner));
      if (isCode(inner)) cut.length = before;
      around.pop();
      inner = around.at(-1);
    }
    advance(offset);
  }
  for (const other of others) {
    reach(other.offset);
    around.push(other);
  }
  reach(Number.POSITIVE_INFINITY);
  return cut;
}
