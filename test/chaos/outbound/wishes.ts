/** What is to be said where, and what becomes of it on the way: asked for, approved, withdrawn, tampered with. */
import type { Random } from "../random.ts";

/** What befalls a message besides being approved. */
export type Fate =
  | "approve"
  /** Nobody ever decides. */
  | "ignore"
  | "reject"
  /** Approved in other words than were asked for. */
  | "edit"
  /** Changed in the database once it is approved. */
  | "tamper"
  | "cancel"
  | "expire"
  | "schedule";

export interface Wish {
  readonly n: number;
  readonly bot: number;
  /** Which of the bot's rooms. */
  readonly room: number;
  readonly text: string;
  readonly priority: "interactive" | "bulk";
  readonly fate: Fate;
  /** Until it is due, or expires, where that is its fate. */
  readonly inMs: number;
}

export const roomsPerBot = 16;
/** In even rooms a rule approves, in odd ones people do. */
export const isAsked = (room: number) => room % 2 === 1;
/** One room is a group that becomes a supergroup, one is a supergroup. */
export const kindOf = (room: number) =>
  room === 1 ? "group" : room === 2 ? "supergroup" : "private";

/** Out of a hundred; the rest is approved and sent. */
const fates: readonly (readonly [Fate, number])[] = [
  ["ignore", 3],
  ["reject", 3],
  ["edit", 3],
  ["tamper", 3],
  ["cancel", 4],
  ["expire", 3],
  ["schedule", 4],
];
const longestMs = 8_000;

/** An endless source; of every bot's rooms some are busier, so that something always waits in them. */
export function createWishes(random: Random, bots: number) {
  let made = 0;
  return function next(): Wish {
    made += 1;
    const n = made;
    // Two busy private rooms, one of each kind of approval; groups take no more than 20 a minute.
    const dice = random.next();
    const room = dice < 0.3 ? 4 + random.below(2) : random.below(roomsPerBot);
    return {
      n,
      bot: random.below(bots),
      room,
      text: textOf(n, random),
      priority: random.below(4) === 0 ? "interactive" : "bulk",
      fate: fateOf(random, room),
      inMs: 500 + random.below(longestMs),
    };
  };
}

function fateOf(random: Random, room: number): Fate {
  let dice = random.below(100);
  for (const [fate, share] of fates) {
    if (dice < share) return isAsked(room) || !needsAsking(fate) ? fate : "approve";
    dice -= share;
  }
  return "approve";
}

const needsAsking = (fate: Fate) => fate === "ignore" || fate === "reject" || fate === "edit";

/** No two parts of any two messages say the same: a part is known by its words. */
function textOf(n: number, random: Random): string {
  if (random.below(25) > 0) return `Nr. ${n}: alles gut 🌤`;
  const lines = 130 + random.below(200);
  return Array.from(
    { length: lines },
    (_, line) => `Nr. ${n}, Zeile ${line}: noch mehr Wetter`,
  ).join("\n");
}
