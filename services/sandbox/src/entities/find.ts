/** Finds the entities that Telegram marks by itself: commands, mentions, hashtags, links, e-mail. */
import type { Entity } from "./entity.ts";

const PATTERNS: { type: string; pattern: RegExp }[] = [
  { type: "url", pattern: /\b(?:https?:\/\/|www\.)[^\s<>"']+[^\s<>"'.,!?;:)\]]/gi },
  { type: "email", pattern: /\b[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b/gi },
  { type: "bot_command", pattern: /(?<![\w/<>])\/\w{1,64}(?:@\w{3,32})?\b/g },
  { type: "mention", pattern: /(?<![\w@])@\w{3,32}\b/g },
  { type: "hashtag", pattern: /(?<![\p{L}\p{N}_#])#[\p{L}_][\p{L}\p{N}_]*/gu },
];

/** Those that do not overlap `given`; earlier patterns win. */
export function findEntities(text: string, given: readonly Entity[] = []): Entity[] {
  const taken = given.map(({ offset, length }) => [offset, offset + length] as const);
  const found: Entity[] = [];
  for (const { type, pattern } of PATTERNS) {
    for (const match of text.matchAll(pattern)) {
      const [from, to] = [match.index, match.index + match[0].length];
      if (taken.some(([start, end]) => from < end && start < to)) continue;
      taken.push([from, to]);
      found.push({ type, offset: from, length: to - from });
    }
  }
  return found;
}
