/** One chat's parts in the order of their places, with what the chat must wait for. */
import type { ChatPace } from "./limits.ts";
import type { Part } from "./part.ts";

export interface ChatQueue {
  readonly id: string;
  readonly pace: ChatPace;
  /** The part under way. */
  busy: Part | undefined;
  heldUntil: number;
  /** Counts the chat's placements: older ones are void. */
  version: number;
  head(): Part | undefined;
  insert(part: Part): void;
  /** Takes a part out that waits. */
  drop(part: Part): void;
  /** Takes the head and makes it busy. */
  take(): Part | undefined;
  dueAt(now: number): number;
  /** How it stands among other chats: as urgent as its most urgent part, which must wait for the head. */
  rank(): { priority: number; seq: number };
  /** From when on nothing of an empty chat needs to be remembered. */
  idleAt(): number;
}

export function createChatQueue(id: string, pace: ChatPace): ChatQueue {
  // From `first` on; dropped from the front by index.
  let parts: Part[] = [];
  let first = 0;
  let interactive = 0;

  const chat: ChatQueue = {
    id,
    pace,
    busy: undefined,
    heldUntil: Number.NEGATIVE_INFINITY,
    version: 0,
    head: () => parts[first],

    insert(part) {
      if (part.priority === 0) interactive += 1;
      let at = parts.length;
      while (at > first && (parts[at - 1]?.seq ?? 0) > part.seq) at -= 1;
      if (at === parts.length) parts.push(part);
      else if (at === first && first > 0) {
        first -= 1;
        parts[first] = part;
      } else parts.splice(at, 0, part);
    },

    drop({ id }) {
      const at = parts.findIndex((part, n) => n >= first && part.id === id);
      const [part] = at < 0 ? [] : parts.splice(at, 1);
      if (part?.priority === 0) interactive -= 1;
    },

    take() {
      const part = parts[first];
      if (part === undefined) return undefined;
      first += 1;
      if (first > 64 && first * 2 > parts.length) {
        parts = parts.slice(first);
        first = 0;
      }
      if (part.priority === 0) interactive -= 1;
      chat.busy = part;
      pace.begin();
      return part;
    },

    dueAt(now) {
      return Math.max(pace.dueAt(now), chat.heldUntil, parts[first]?.notBefore ?? now);
    },

    rank() {
      return { priority: interactive > 0 ? 0 : 1, seq: parts[first]?.seq ?? 0 };
    },

    idleAt: () => Math.max(chat.heldUntil, pace.idleAt()),
  };
  return chat;
}
