/** Reads the older `parse_mode: Markdown` with the error texts of td's `parse_markdown`. */
import { byteOffset, type Entity, EntityError, type FormattedText, linkEntity } from "./entity.ts";

const SPECIAL = "_*`[";

/** Throws EntityError. */
export function parseMarkdown(source: string): FormattedText {
  const entities: Entity[] = [];
  let text = "";
  let at = 0;
  while (at < source.length) {
    const character = source[at] ?? "";
    const next = source[at + 1] ?? "";
    if (character === "\\" && next && SPECIAL.includes(next)) {
      text += next;
      at += 2;
    } else if (!SPECIAL.includes(character)) {
      text += character;
      at++;
    } else {
      at = readEntity(at);
    }
  }
  return { text, entities };

  function readEntity(begin: number): number {
    const isPre = source.startsWith("```", begin);
    const opening = isPre ? "```" : (source[begin] ?? "");
    const closing = opening === "[" ? "]" : opening;
    let from = begin + opening.length;
    const language = isPre ? (/^([^\s`]+)(?=\s)/.exec(source.slice(from))?.[1] ?? "") : "";
    if (isPre) {
      from += language.length;
      from += /^(?:\r\n|\n\r|\n|\r)?/.exec(source.slice(from))?.[0].length ?? 0;
    }
    const end = source.indexOf(closing, from);
    if (end < 0) {
      throw new EntityError(
        `Can't find end of the entity starting at byte offset ${byteOffset(source, begin)}`,
      );
    }
    const content = source.slice(from, end);
    const place = { offset: text.length, length: content.length };
    text += content;
    let next = end + closing.length;
    if (opening === "[") {
      let url = content;
      if (source[next] === "(") {
        const close = source.indexOf(")", next);
        url = source.slice(next + 1, close < 0 ? undefined : close);
        next = close < 0 ? source.length : close + 1;
      }
      if (content) entities.push(...linkEntity(url, place.offset, place.length));
    } else if (content) {
      const type = { _: "italic", "*": "bold", "`": "code" }[opening] ?? "pre";
      entities.push({ type, ...place, ...(language ? { language } : {}) });
    }
    return next;
  }
}
