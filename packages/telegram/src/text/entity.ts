/** Formatted text as Telegram has it: a text and the entities over it. */

export type EntityType =
  | "bold"
  | "italic"
  | "underline"
  | "strikethrough"
  | "spoiler"
  | "code"
  | "pre"
  | "text_link"
  | "text_mention"
  | "custom_emoji"
  | "blockquote"
  | "expandable_blockquote";

/** Bot API, MessageEntity: what a sender may ask for. Telegram finds commands, addresses and tags by itself. */
export interface Entity {
  readonly type: EntityType;
  /** In UTF-16 units, like `length`. */
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
  readonly user?: { readonly id: number };
  readonly language?: string;
  readonly custom_emoji_id?: string;
}

export interface FormattedText {
  readonly text: string;
  readonly entities: readonly Entity[];
}

/** Which stands first where two begin and end at the same places (td MessageEntity.cpp 38). */
const priorities: Record<EntityType, number> = {
  blockquote: 0,
  expandable_blockquote: 0,
  pre: 11,
  code: 20,
  text_link: 49,
  text_mention: 49,
  bold: 90,
  italic: 91,
  underline: 92,
  strikethrough: 93,
  spoiler: 94,
  custom_emoji: 99,
};

export const endOf = ({ offset, length }: Pick<Entity, "offset" | "length">): number =>
  offset + length;

/** By beginning; the longer first; then as Telegram ranks them. */
export function sortEntities(entities: readonly Entity[]): Entity[] {
  return entities.toSorted(
    (a, b) => a.offset - b.offset || b.length - a.length || priorityOf(a) - priorityOf(b),
  );
}

/** Code with a language comes before code without. */
function priorityOf({ type, language }: Entity): number {
  return language === undefined ? priorities[type] : priorities[type] - 1;
}

/** The same entity over another piece of the text. */
export function spanning(entity: Entity, from: number, to: number): Entity {
  return { ...entity, offset: from, length: to - from };
}
