/** Collects text, and entities over it, while a reader walks its source. */
import type { Entity } from "./entity.ts";
import { readLink } from "./telegram-link.ts";

type Details = Pick<Entity, "type" | "url" | "user" | "language" | "custom_emoji_id">;

export interface TextBuilder {
  readonly length: number;
  append(text: string): void;
  /** What was written since `from`. */
  since(from: number): string;
  /** An entity over what was written since `from`; nothing where that is nothing. */
  mark(from: number, details: Details): void;
  /** A link over what was written since `from`, where Telegram takes the address for one. */
  link(from: number, address: string): void;
  /** Takes the last entity back if it covers exactly what was written since `from`, and says whether. */
  unmark(from: number, type: Entity["type"]): boolean;
  build(): { text: string; entities: Entity[] };
}

export function createTextBuilder(): TextBuilder {
  let text = "";
  const entities: Entity[] = [];

  function mark(from: number, details: Details): void {
    if (text.length > from) entities.push({ ...details, offset: from, length: text.length - from });
  }

  return {
    get length() {
      return text.length;
    },
    append(more) {
      text += more;
    },
    since: (from) => text.slice(from),
    mark,
    link(from, address) {
      const link = readLink(address);
      if (link?.kind === "user") mark(from, { type: "text_mention", user: { id: link.id } });
      if (link?.kind === "url") mark(from, { type: "text_link", url: link.url });
    },
    unmark(from, type) {
      const last = entities.at(-1);
      const covers = last?.offset === from && last.length === text.length - from;
      if (!covers || last.type !== type) return false;
      entities.pop();
      return true;
    },
    build: () => ({ text, entities: [...entities] }),
  };
}
