/** Makes a tree of a text and the entities that Telegram would be given with it. */
import { type Fields, fieldsOf, idAt, numberAt, textAt } from "./fields.ts";
import type { Mark, Node } from "./nodes.ts";

const marks: Readonly<Record<string, Mark>> = {
  bold: "bold",
  italic: "italic",
  underline: "underline",
  strikethrough: "strike",
  spoiler: "spoiler",
  custom_emoji: "emoji",
  blockquote: "quote",
  expandable_blockquote: "expandableQuote",
};

interface Span {
  readonly from: number;
  readonly to: number;
  readonly entity: Fields;
}

/** Entities of a kind that is not known here show their text alone. */
export function readEntities(text: string, entities: unknown): Node[] {
  const given = Array.isArray(entities) ? entities.map(fieldsOf) : [];
  const spans = given
    .map((entity) => {
      const from = numberAt(entity, "offset") ?? 0;
      return { from, to: from + (numberAt(entity, "length") ?? 0), entity };
    })
    .toSorted((a, b) => a.from - b.from || b.to - a.to);
  return nodesIn(text, spans, 0, text.length);
}

/** Spans lie within one another or apart, as Telegram keeps them; what crosses is cut at the outer one. */
function nodesIn(text: string, spans: readonly Span[], from: number, to: number): Node[] {
  const nodes: Node[] = [];
  let at = from;
  for (let index = 0; index < spans.length; ) {
    const span = spans[index] as Span;
    const inner = spans.slice(index + 1).filter((each) => each.from < span.to);
    index += inner.length + 1;
    const end = Math.min(span.to, to);
    if (end <= Math.max(span.from, at)) continue;
    if (span.from > at) nodes.push(text.slice(at, span.from));
    nodes.push(...nodeOf(span.entity, nodesIn(text, inner, span.from, end)));
    at = end;
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

function nodeOf(entity: Fields, children: readonly Node[]): Node[] {
  const type = textAt(entity, "type") ?? "";
  if (type === "code" || type === "pre") {
    return [{ kind: type, language: textAt(entity, "language"), children }];
  }
  if (type === "text_link") return [{ kind: "link", url: textAt(entity, "url") ?? "", children }];
  if (type === "text_mention") {
    const id = idAt(fieldsOf(entity.user), "id") ?? "";
    return [{ kind: "link", url: `tg://user?id=${id}`, children }];
  }
  const mark = Object.hasOwn(marks, type) ? marks[type] : undefined;
  return mark === undefined ? [...children] : [{ kind: mark, children }];
}
