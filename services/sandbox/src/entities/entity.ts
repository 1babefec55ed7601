/** What a formatted piece of text is, and how its positions are counted. */

export interface Entity {
  type: string;
  /** In UTF-16 units, like `length`. */
  offset: number;
  length: number;
  url?: string | undefined;
  user?: unknown;
  language?: string | undefined;
  custom_emoji_id?: string | undefined;
}

export interface FormattedText {
  text: string;
  entities: Entity[];
}

/** Becomes `Bad Request: can't parse entities: …`. */
export class EntityError extends Error {
  override readonly name = "EntityError";
}

/** Telegram's error texts count bytes of UTF-8, although entities count UTF-16 units. */
export const byteOffset = (text: string, index: number): number =>
  Buffer.byteLength(text.slice(0, index));

/** Outer entities before inner ones, in order of their beginnings. */
export function sortEntities(entities: Entity[]): Entity[] {
  return entities.sort((a, b) => a.offset - b.offset || b.length - a.length);
}

/** A link of a text_link entity, or undefined where Telegram would drop it (LinkManager.cpp 1940, HttpUrl.cpp). */
export function checkedLink(url: string): string | undefined {
  const trimmed = url.trim();
  const candidate = /^[a-z][a-z0-9+.-]*:/i.test(trimmed) ? trimmed : `http://${trimmed}`;
  if (!URL.canParse(candidate)) return undefined;
  const { protocol, hostname, href } = new URL(candidate);
  if (protocol === "tg:" || protocol === "ton:") return href;
  const named = (hostname.includes(".") && hostname !== ".") || hostname.startsWith("[");
  return ["http:", "https:"].includes(protocol) && named ? href : undefined;
}

/** The person a `tg://user?id=…` link names. */
export function linkedUser(url: string): string | undefined {
  return /^tg:(?:\/\/)?user\?id=(\d+)$/i.exec(url.trim())?.[1];
}

/** A link becomes a mention, a link, or nothing. */
export function linkEntity(url: string, offset: number, length: number): Entity[] {
  const userId = linkedUser(url);
  if (userId) return [{ type: "text_mention", offset, length, user: { id: Number(userId) } }];
  const link = checkedLink(url);
  return link ? [{ type: "text_link", offset, length, url: link }] : [];
}
