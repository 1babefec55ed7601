/** Spells a formatted text out for tests: the text, then each entity with what it covers. */
import { type Entity, endOf, type FormattedText } from "../entity.ts";
import { readText, type TextFormat } from "../read-text.ts";

export function spell({ text, entities }: FormattedText): string {
  const spelled = entities.map(
    (entity) => `${name(entity)}(${text.slice(entity.offset, endOf(entity))})`,
  );
  return [text, ...spelled].join(" | ");
}

function name({ type, url, user, language, custom_emoji_id }: Entity): string {
  const detail = url ?? user?.id ?? language ?? custom_emoji_id;
  return detail === undefined ? type : `${type}=${detail}`;
}

/** The spelled text, or the fault. */
export function spelled(source: string, format: TextFormat): string {
  const reading = readText(source, format);
  return reading.ok ? spell(reading.value) : `fault: ${reading.fault}`;
}
